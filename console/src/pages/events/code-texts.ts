import { inBothLanguages } from '../../i18n/texts';

export const codeTexts = inBothLanguages(
  {
    importCodes: 'Import codes',
    importCodesOf: (name: string) => `Import codes for ${name}`,
    title: (name: string) => `Import codes for ${name}`,
    hint: 'A text file with a code per line, or a CSV file with a column of codes. Codes are used exactly as they are. If an import stops, import the same file again: nothing is added twice.',
    column: 'Column of codes',
    reasons: {
      'has no code': 'no code',
      'has a code of more than 200 characters': 'more than 200 characters',
      'has a code with a character that cannot be stored': 'a character that cannot be stored',
      'has a code with a line break': 'a line break in the code',
      'has a code without a visible character': 'no visible character',
      'holds bytes that are not UTF-8': 'not UTF-8',
      'has a code that is in a pool already': 'already in a pool',
      'repeats a code of an earlier row': 'repeats an earlier row',
      'cannot be stored': 'cannot be stored',
    },
    rewardRefused:
      'The reward takes no more codes: its event is archived, or an operator decides and 10,000 codes are imported.',
    faults: {
      column: 'The file’s first row does not name this column once.',
      quotes: 'A quote in the file is not closed or not doubled.',
    },
  },
  {
    importCodes: '코드 가져오기',
    importCodesOf: (name) => `${name} 코드 가져오기`,
    title: (name) => `${name} 코드 가져오기`,
    hint: '한 줄에 코드 하나인 텍스트 파일이나 코드 열이 있는 CSV 파일입니다. 코드는 있는 그대로 사용됩니다. 가져오기가 중단되면 같은 파일을 다시 가져오세요. 두 번 더해지는 코드는 없습니다.',
    column: '코드 열',
    reasons: {
      'has no code': '코드 없음',
      'has a code of more than 200 characters': '200자를 넘음',
      'has a code with a character that cannot be stored': '저장할 수 없는 문자가 있음',
      'has a code with a line break': '코드에 줄바꿈이 있음',
      'has a code without a visible character': '보이는 문자가 없음',
      'holds bytes that are not UTF-8': 'UTF-8이 아님',
      'has a code that is in a pool already': '이미 풀에 있는 코드',
      'repeats a code of an earlier row': '앞선 행과 같은 코드',
      'cannot be stored': '저장할 수 없음',
    },
    rewardRefused:
      '더 가져올 수 없는 보상입니다. 이벤트가 보관되었거나, 운영자가 결정하는 이벤트에 코드가 이미 10,000개 있습니다.',
    faults: {
      column: '파일의 첫 행에 이 열이 정확히 한 번 있어야 합니다.',
      quotes: '파일에 닫히지 않았거나 겹쳐 쓰지 않은 따옴표가 있습니다.',
    },
  },
);
