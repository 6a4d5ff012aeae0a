import { inBothLanguages } from '../i18n/texts';

export const draftTexts = inBothLanguages(
  {
    restored: 'Your unsaved changes have been restored. Last changed:',
    discard: 'Discard the draft',
    leaveTitle: 'Leave without saving?',
    leaveHint:
      'Your changes are not saved. They stay in this browser as a draft and will be here when you return.',
    stay: 'Stay here',
    leave: 'Leave and keep the draft',
    leaveAndDiscard: 'Leave and discard',
  },
  {
    restored: '저장하지 않고 입력했던 내용을 다시 불러왔습니다. 마지막 수정:',
    discard: '초안 버리기',
    leaveTitle: '저장하지 않고 나갈까요?',
    leaveHint: '입력한 내용이 저장되지 않았습니다. 이 브라우저에 초안으로 남으며, 돌아오면 다시 보입니다.',
    stay: '계속 작성',
    leave: '초안을 남기고 나가기',
    leaveAndDiscard: '버리고 나가기',
  },
);
