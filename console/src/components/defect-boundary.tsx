import { Component, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { commonTexts } from '../i18n/common-texts';
import { useTexts } from '../i18n/settings';
import { Button } from './button';

/** A page that throws leaves the navigation standing; another address begins anew. */
export function DefectBoundary({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  return <Boundary key={path}>{children}</Boundary>;
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Defect /> : this.props.children;
  }
}

function Defect() {
  const texts = useTexts(commonTexts);
  return (
    <div className="notice notice-bad" role="alert">
      <p className="notice-title">{texts.defectTitle}</p>
      <p>{texts.defectHint}</p>
      <Button onPress={() => location.reload()}>{texts.reload}</Button>
    </div>
  );
}
