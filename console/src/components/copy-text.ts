/**
 * Puts a text on the clipboard. Pages on plain HTTP have no clipboard of their own, so there a selection is copied.
 *
 * @param within the dialog that holds the focus: it does not let a field outside of it take it
 * @returns whether it is there
 */
export async function copyText(text: string, within: Element = document.body): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelection(text, within);
  }
}

function copySelection(text: string, within: Element): boolean {
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  within.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
