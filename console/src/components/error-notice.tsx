/** Why something failed, announced at once. Null: nothing failed. */
export function ErrorNotice({ error }: { readonly error: string | null }) {
  if (error === null) return null;
  return (
    <p className="notice notice-bad" role="alert">
      {error}
    </p>
  );
}
