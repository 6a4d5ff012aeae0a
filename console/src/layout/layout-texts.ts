import { inBothLanguages } from '../i18n/texts';

export const layoutTexts = inBothLanguages(
  {
    navigation: 'Main navigation',
    overview: 'Overview',
    events: 'Events',
    requests: 'Requests',
    grants: 'Grants',
    activities: 'Activities',
    audiences: 'Audiences',
    excusedDays: 'Excused days',
    users: 'Users',
    serviceKeys: 'Service keys',
    webhooks: 'Webhooks',
    audit: 'Audit',
    account: (name: string) => `Account ${name}`,
    preferences: 'Language and theme',
    language: 'Language',
    theme: 'Theme',
    themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
    signOut: 'Sign out',
    storage: {
      blocked:
        'Your browser does not store data for this site. The console works in this tab until you close or reload it. You will then have to sign in again, and unsaved changes will be lost.',
      full: 'The browser’s storage for this site is full. The console works in this tab until you close or reload it. You will then have to sign in again, and unsaved changes will be lost. Delete this site’s data in the browser’s settings.',
    },
  },
  {
    navigation: '주 메뉴',
    overview: '현황',
    events: '이벤트',
    requests: '요청',
    grants: '지급 내역',
    activities: '활동',
    audiences: '대상자 명단',
    excusedDays: '출석 면제일',
    users: '사용자',
    serviceKeys: '서비스 키',
    webhooks: '웹훅',
    audit: '감사 로그',
    account: (name) => `계정 ${name}`,
    preferences: '언어와 테마',
    language: '언어',
    theme: '테마',
    themes: { system: '시스템과 같게', light: '밝게', dark: '어둡게' },
    signOut: '로그아웃',
    storage: {
      blocked:
        '브라우저가 이 사이트의 데이터를 저장하지 않도록 설정되어 있습니다. 콘솔은 이 탭을 닫거나 새로 고칠 때까지 쓸 수 있습니다. 그 뒤에는 다시 로그인해야 하며 입력하던 내용은 사라집니다.',
      full: '이 사이트에 할당된 브라우저 저장 공간이 가득 찼습니다. 콘솔은 이 탭을 닫거나 새로 고칠 때까지 쓸 수 있습니다. 그 뒤에는 다시 로그인해야 하며 입력하던 내용은 사라집니다. 브라우저 설정에서 이 사이트의 데이터를 지워 주세요.',
    },
  },
);
