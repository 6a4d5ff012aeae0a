import { inBothLanguages } from '../../i18n/texts';

export const notesTexts = inBothLanguages(
  {
    title: 'Notes',
    none: 'No notes yet.',
    add: 'Add note',
    addAboutUser: (user: string) => `Add a note about ${user}`,
    addAboutRequest: (user: string) => `Add a note about the request of ${user}`,
    text: 'Note',
    hint: 'Only staff read notes. Nobody can change or remove one; the user’s data export includes it, and an erasure removes it.',
    added: 'The note was added.',
    onRequest: (event: string) => `On the request for ${event}`,
  },
  {
    title: '메모',
    none: '아직 메모가 없습니다.',
    add: '메모 추가',
    addAboutUser: (user: string) => `${user} 님에 대한 메모 추가`,
    addAboutRequest: (user: string) => `${user} 님의 요청에 대한 메모 추가`,
    text: '메모',
    hint: '메모는 운영진만 읽습니다. 추가한 메모는 고치거나 지울 수 없습니다. 사용자의 데이터 내보내기에 포함되며, 개인정보를 삭제하면 함께 지워집니다.',
    added: '메모를 추가했습니다.',
    onRequest: (event: string) => `${event} 요청에 남긴 메모`,
  },
);
