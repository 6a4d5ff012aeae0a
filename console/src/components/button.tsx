import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';

interface ButtonProps extends Omit<AriaButtonProps, 'className'> {
  readonly tone?: 'plain' | 'primary' | 'danger' | 'quiet';
}

/** `isPending` keeps it focusable and tells that it works. */
export function Button({ tone = 'plain', ...props }: ButtonProps) {
  return <AriaButton {...props} className={`button button-${tone}`} />;
}
