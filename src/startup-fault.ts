/** A reason not to start that the operator can act on: the message is printed as it is, without a stack. */
export class StartupFault extends Error {
  override readonly name = 'StartupFault';
}
