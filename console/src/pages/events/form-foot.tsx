import type { ReactNode } from 'react';

interface FormFootProps {
  /** Why it is not saved; null: nothing is wrong. */
  readonly fault: string | null;
  readonly children: ReactNode;
}

/** The buttons of a long form, always in sight: and with them why one of them did nothing. */
export function FormFoot({ fault, children }: FormFootProps) {
  return (
    <div className="form-foot">
      {fault !== null && (
        <p className="notice notice-bad" role="alert">
          {fault}
        </p>
      )}
      {children}
    </div>
  );
}
