import { inBothLanguages } from '../i18n/texts';

export const layoutTexts = inBothLanguages(
  {
    navigation: 'Main navigation',
    overview: 'Overview',
    events: 'Events',
    requests: 'Requests',
    users: 'Users',
    audit: 'Audit',
    account: (name: string) => `Account ${name}`,
    preferences: 'Language and theme',
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
    signOut: 'Sign out',
  },
  {
    navigation: '주 메뉴',
    overview: '현황',
    events: '이벤트',
    requests: '요청',
    users: '사용자',
    audit: '감사',
    account: (name) => `계정 ${name}`,
    preferences: '언어와 테마',
    language: '언어',
    theme: '테마',
    themes: { system: '시스템과 같게', light: '밝게', dark: '어둡게' },
    signOut: '로그아웃',
  },
);
