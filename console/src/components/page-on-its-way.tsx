import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Page } from './page';
import { Loading } from './view-states';

/** A page has a heading while it loads, too. */
export function PageOnItsWay() {
  const { product } = useTexts(commonTexts);
  return (
    <Page title={product}>
      <Loading />
    </Page>
  );
}
