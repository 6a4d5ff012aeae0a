import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'isPending'> {
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet';
  /** While what it does is on the way: it keeps the focus, and a second press does nothing. */
  readonly isPending?: boolean;
}

/**
 * React Aria's own `isPending` announces the button by the id of a label that may be gone by then; what came of the
 * act is announced anyway.
 */
export function Button({
  tone = 'plain',
  isPending = false,
  onPress,
  type = 'button',
  ...props
}: ButtonProps) {
  const press = isPending || !onPress ? {} : { onPress };
  return (
    <AriaButton
      {...props}
      {...press}
      type={isPending ? 'button' : type}
      className={`button button-${tone}${isPending ? ' button-pending' : ''}`}
    />
  );
}
