import { useState } from 'react';
import { useClient } from 'urql';
import { proofFile } from '../../../../src/domain/seals';
import { factsOf } from '../../api/error-facts';
import { errorText } from '../../api/error-texts';
import { Button } from '../../components/button';
import { offerFile } from '../../components/offer-file';
import { useAnnounce } from '../../components/toasts';
import { SealProofDocument } from '../../generated/documents';
import { useSettings, useTexts } from '../../i18n/settings';
import { sealsTexts } from './seals-texts';

/** Saves the proof of a request as `export-proof` writes it. */
export function ProofButton({ requestId }: { readonly requestId: string }) {
  const texts = useTexts(sealsTexts);
  const { language } = useSettings();
  const announce = useAnnounce();
  const client = useClient();
  const [isPending, setPending] = useState(false);

  async function save(): Promise<void> {
    setPending(true);
    const { data, error } = await client
      .query(SealProofDocument, { requestId }, { requestPolicy: 'network-only' })
      .toPromise();
    setPending(false);
    if (error) return announce(errorText(factsOf(error), language), 'bad');
    const proofs = data?.sealProof ?? [];
    if (proofs.length === 0) return announce(texts.notSealed, 'bad');
    const file = new Blob([proofFile(requestId, proofs)], { type: 'application/json' });
    offerFile(file, `proof-${requestId}.json`);
    announce(texts.saved);
  }

  return (
    <Button onPress={() => void save()} isPending={isPending}>
      {texts.proof}
    </Button>
  );
}
