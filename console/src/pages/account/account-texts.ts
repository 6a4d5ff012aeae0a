import { inBothLanguages } from '../../i18n/texts';

export const accountTexts = inBothLanguages(
  {
    title: 'My account',
    password: 'Change password',
    passwordHint:
      'Every other sign-in of the account ends. You stay signed in here. The change is recorded in the audit log.',
    current: 'Current password',
    next: 'New password',
    nextHint: 'At least 8 characters, and not a common password.',
    again: 'New password, again',
    different: 'The two new passwords are different.',
    wrong: 'The current password is incorrect.',
    missing: 'Fill in all three fields.',
    change: 'Change password',
    changed: 'The password has been changed. All other sign-ins have ended.',
    logins: 'Where you are signed in',
    loginsHint:
      'Only the browser and the operating system are stored, by name. Do you not recognise a sign-in? End it and change your password.',
    device: 'Device',
    unknownDevice: 'Unknown device',
    thisLogin: 'This sign-in',
    startedAt: 'Signed in',
    renewedAt: 'Last active',
    end: 'End',
    loginEnded: 'The sign-in has ended.',
    everywhere: 'Sign out everywhere',
    everywhereHint:
      'Ends every sign-in of the account, this one included. Use it if you left a device signed in or lost one.',
    signOutEverywhere: 'Sign out everywhere',
  },
  {
    title: '내 계정',
    password: '비밀번호 변경',
    passwordHint:
      '이 계정의 다른 로그인은 모두 종료됩니다. 여기서는 로그인이 유지됩니다. 변경은 감사 로그에 기록됩니다.',
    current: '현재 비밀번호',
    next: '새 비밀번호',
    nextHint: '8자 이상이어야 하며 흔한 비밀번호는 쓸 수 없습니다.',
    again: '새 비밀번호 확인',
    different: '새 비밀번호가 서로 다릅니다.',
    wrong: '현재 비밀번호가 올바르지 않습니다.',
    missing: '세 칸을 모두 입력해 주세요.',
    change: '비밀번호 변경',
    changed: '비밀번호를 변경했습니다. 다른 로그인은 모두 종료되었습니다.',
    logins: '로그인된 기기',
    loginsHint:
      '브라우저와 운영체제의 이름만 저장합니다. 모르는 로그인이 있으면 종료하고 비밀번호를 변경하세요.',
    device: '기기',
    unknownDevice: '알 수 없는 기기',
    thisLogin: '지금 로그인',
    startedAt: '로그인 시각',
    renewedAt: '마지막 사용',
    end: '종료',
    loginEnded: '로그인을 종료했습니다.',
    everywhere: '모든 기기에서 로그아웃',
    everywhereHint:
      '지금 로그인을 포함해 이 계정의 모든 로그인을 종료합니다. 로그인한 기기를 두고 왔거나 잃어버렸을 때 쓰세요.',
    signOutEverywhere: '모든 기기에서 로그아웃',
  },
);
