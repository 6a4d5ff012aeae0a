import { inBothLanguages } from '../i18n/texts';

export const signInTexts = inBothLanguages(
  {
    title: 'Sign in',
    purpose: 'For the people who run events, audit them and manage accounts.',
    username: 'Username',
    password: 'Password',
    submit: 'Sign in',
    missing: 'Enter your username and password.',
    oneTime: 'Your password was reset, and this is a one-time password. Choose a new password to go on.',
    next: 'New password',
    nextHint: 'At least 8 characters, and not a common password.',
    again: 'New password, again',
    different: 'Enter the same new password twice.',
    choose: 'Set password and sign in',
    because: {
      nobody: '',
      signedOut: 'You have signed out.',
      ended:
        'Your sign-in has expired. After you sign in again you return to the same page with your unsaved changes.',
      notStaff:
        'The console is for operators, auditors and admins only. No data was loaded, and you have been signed out. Check in and request rewards in the app of the service.',
    },
  },
  {
    title: '로그인',
    purpose: '이벤트 운영자, 감사자, 관리자를 위한 곳입니다.',
    username: '아이디',
    password: '비밀번호',
    submit: '로그인',
    missing: '아이디와 비밀번호를 입력해 주세요.',
    oneTime:
      '비밀번호가 초기화되었으며, 입력한 것은 일회용 비밀번호입니다. 계속하려면 새 비밀번호를 정해 주세요.',
    next: '새 비밀번호',
    nextHint: '8자 이상이어야 하며 흔한 비밀번호는 쓸 수 없습니다.',
    again: '새 비밀번호 확인',
    different: '같은 새 비밀번호를 두 번 입력해 주세요.',
    choose: '비밀번호 설정 후 로그인',
    because: {
      nobody: '',
      signedOut: '로그아웃했습니다.',
      ended:
        '로그인이 만료되었습니다. 다시 로그인하면 보던 페이지로 돌아가며, 입력하던 내용도 남아 있습니다.',
      notStaff:
        '이곳은 운영자, 감사자, 관리자만 사용하는 콘솔입니다. 아무 정보도 불러오지 않았으며 로그아웃되었습니다. 출석과 보상 요청은 서비스 앱에서 해 주세요.',
    },
  },
);
