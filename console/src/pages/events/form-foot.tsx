import type { ReactNode } from 'react';
import { ErrorNotice } from '../../components/error-notice';

interface FormFootProps {
  /** Why the form can't be saved, or null. */
  readonly fault: string | null;
  readonly children: ReactNode;
}

/** The buttons of a long form, always in sight: and with them why one of them did nothing. */
export function FormFoot({ fault, children }: FormFootProps) {
  return (
    <div className="form-foot">
      <ErrorNotice error={fault} />
      {children}
    </div>
  );
}
