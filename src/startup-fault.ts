/** A reason not to start that the operator can act on: the message is printed without a stack. */
export class StartupFault extends Error {
  override readonly name = 'StartupFault';
}
