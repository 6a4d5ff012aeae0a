import { Page } from '../../components/page';
import { useTexts } from '../../i18n/settings';
import { layoutTexts } from '../../layout/layout-texts';

export default function OverviewPage() {
  const { overview } = useTexts(layoutTexts);
  return <Page title={overview}>{null}</Page>;
}
