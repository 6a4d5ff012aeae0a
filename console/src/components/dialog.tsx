import { useId, useState, type ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { REASON_MAX_CHARACTERS } from '../../../src/domain/limits';
import { hasVisibleCharacter } from '../../../src/domain/text';
import { DraftNotice } from '../drafts/draft-notice';
import { useDraft, type Draft } from '../drafts/use-draft';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';
import { ErrorNotice } from './error-notice';
import { TextAreaField } from './fields';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** What asks for a decision is not closed by a click beside it. */
  readonly role?: 'dialog' | 'alertdialog';
}

/** Shown as long as it is rendered; Escape and the close button ask for its end. */
export function Dialog({ title, onClose, children, wide = false, role = 'dialog' }: DialogProps) {
  const texts = useTexts(commonTexts);
  return (
    <ModalOverlay
      isOpen
      isDismissable={role === 'dialog'}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className="overlay"
    >
      <Modal className={wide ? 'modal modal-wide' : 'modal'}>
        <AriaDialog className="dialog" role={role}>
          <div className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <Button tone="quiet" aria-label={texts.close} onPress={onClose}>
              ✕
            </Button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmDialogProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** Names the form among the drafts, with the record that it is about. */
  readonly form: string;
  readonly confirmLabel: string;
  readonly tone?: 'primary' | 'danger';
  /** A field for words that go with the act. */
  readonly reason?: {
    readonly label: string;
    readonly required: boolean;
    readonly hint?: string;
    /** Offers words that were used before, given what takes the chosen ones. */
    readonly suggestions?: (choose: (words: string) => void) => ReactNode;
    /** Where the dialog begins, unless it has a field before this one. */
    readonly isFirst?: boolean;
  };
  /** The caller's own fields, which are forgotten with the reason. */
  readonly fields?: Omit<Draft<never>, 'value' | 'setValue'>;
  /**
   * Does it; gives what to say when it failed, and the dialog stays open. Null when it is done; REPLACED when it is
   * done and the caller shows something else in place of this dialog.
   */
  readonly onConfirm: (reason: string) => Promise<string | typeof REPLACED | null>;
  readonly onClose: () => void;
  /** Called when it is done or cancelled, after the drafts are forgotten and before `onClose`. */
  readonly onForget?: () => void;
}

export const REPLACED = Symbol('replaced');
const noWords = () => '';
const hasWords = (words: string) => words.trim() !== '';

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    children,
    form,
    confirmLabel,
    tone = 'primary',
    reason,
    fields,
    onConfirm,
    onClose,
    onForget,
  } = props;
  const texts = useTexts(commonTexts);
  const formId = useId();
  const draft = useDraft(form, noWords, hasWords);
  const words = draft.value;
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const isMissing = reason?.required === true && !hasVisibleCharacter(words);
  const isTooLong = [...words].length > REASON_MAX_CHARACTERS;

  async function confirm(): Promise<void> {
    if (isMissing || isTooLong || isPending) return;
    setPending(true);
    setFault(null);
    const failure = await onConfirm(words.trim());
    setPending(false);
    if (failure === REPLACED) finish();
    else if (failure === null) close();
    else setFault(failure);
  }

  function finish(): void {
    draft.finish();
    fields?.finish();
  }

  /** Closing by Escape keeps what was typed; cancelling does not. */
  function close(): void {
    finish();
    onForget?.();
    onClose();
  }

  function discard(): void {
    draft.discard();
    fields?.discard();
  }

  return (
    <Dialog title={title} onClose={onClose} role="alertdialog">
      <form
        id={formId}
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <DraftNotice draft={{ restoredAt: draft.restoredAt ?? fields?.restoredAt ?? null, discard }} />
        {children}
        {reason && (
          <TextAreaField
            label={reason.label}
            description={reason.hint}
            value={words}
            onChange={draft.setValue}
            isRequired={reason.required}
            limit={REASON_MAX_CHARACTERS}
            autoFocus={reason.isFirst ?? true}
          />
        )}
        {reason?.suggestions?.(draft.setValue)}
        <ErrorNotice error={fault} />
      </form>
      <div className="dialog-foot">
        <Button onPress={close}>{texts.cancel}</Button>
        <Button
          type="submit"
          form={formId}
          tone={tone}
          isPending={isPending}
          isDisabled={isMissing || isTooLong}
        >
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
