import { Link } from 'wouter';
import { Page } from '../components/page';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';

export function NotFoundPage() {
  const texts = useTexts(commonTexts);
  return (
    <Page title={texts.notFoundTitle}>
      <p>{texts.notFoundHint}</p>
      <p>
        <Link href="/">{texts.toOverview}</Link>
      </p>
    </Page>
  );
}
