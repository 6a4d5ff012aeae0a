import { inBothLanguages } from '../i18n/texts';

export const uploadTexts = inBothLanguages(
  {
    file: 'File',
    check: 'Check the rows',
    add: (count: string) => `Add ${count}`,
    stop: 'Stop',
    progress: (rows: string, total: string) => `${rows} of ${total} rows`,
    found: (rows: string, added: string, there: string, refused: string) =>
      `${rows} rows checked: ${added} to add, ${there} there already, ${refused} refused`,
    counts: (rows: string, added: string, there: string, refused: string) =>
      `${rows} rows: ${added} added, ${there} there already, ${refused} refused`,
    nothingWritten: 'Nothing is written yet.',
    nothingToAdd: 'There is nothing to add.',
    done: 'All rows have been read.',
    stopped: 'Stopped. Upload the same rows again to continue: nothing is added twice.',
    refusedRows: 'Refused rows',
    refusedRow: (line: string, reason: string) => `Line ${line}: ${reason}`,
    moreRefused: (count: string) => `And ${count} more.`,
    needsHttps: 'Open the console over HTTPS to upload a file, or use the commands.',
    tooLarge: 'The file is larger than 64 MB. Use the command.',
    tooManyRows: 'The file has more than 100,000 rows. Split it, or use the command.',
    faults: {
      columns: (columns: string) =>
        `The file’s first row must name its columns, each once. Columns: ${columns}.`,
      quotes: 'A quote in the file is not closed or not doubled.',
    },
    users: 'Upload users',
    usersHint:
      'A CSV file with the columns username, issuer and subject; issuer and subject are your own name for the account and may be left out. Each row creates an account with the role USER and without a password. An account that exists is not changed.',
    attendance: 'Upload check-ins',
    attendanceHint:
      'A CSV file with a column username or userId, and a column day (2026-06-01) or checkedAt (2026-06-01T09:00:00+09:00). The days may lie up to 366 days back, and none in the future. A check-in that exists is not changed.',
    /** By the server's words, which hold no value. */
    reasons: {
      cells: 'has more or fewer values than the first row',
      notUtf8: 'holds bytes that are not UTF-8. Save the file as UTF-8.',
      'username is missing': 'the username is missing',
      'username must have 3 to 32 characters': 'the username must have 3 to 32 characters',
      'username may hold only letters, digits, ".", "_" and "-"':
        'the username may hold only letters, digits, ".", "_" and "-"',
      'username must use the letters and digits of one script':
        'the username must use the letters and digits of one script',
      'issuer must not be one whose tokens are verified; its users link such an identity themselves':
        'the issuer is one whose tokens are verified; its users link such an identity themselves',
      'issuer must have 1 to 64 characters of a-z, 0-9, _, . and -':
        'the issuer must have 1 to 64 characters of a-z, 0-9, _, . and -',
      'subject must have 1 to 255 characters': 'the subject must have 1 to 255 characters',
      'has an issuer or a subject without the other': 'has an issuer or a subject without the other',
      'another account has the identity': 'another account has the identity',
      'the account exists without the identity': 'the account exists without the identity',
      'needs either a username or a userId': 'needs either a username or a userId',
      'needs checkedAt or day': 'needs checkedAt or day',
      'day must be a day such as 2026-06-01': 'day must be a day such as 2026-06-01',
      'day must not be in the future': 'day is in the future',
      'day does not exist in the service calendar': 'day does not exist in the service calendar',
      'checkedAt must be an instant such as 2026-06-01T09:00:00+09:00':
        'checkedAt must be an instant such as 2026-06-01T09:00:00+09:00',
      'checkedAt must not be in the future': 'checkedAt is in the future',
      'day is not the service day of checkedAt': 'day is not the service day of checkedAt',
      'day is more than 366 days ago': 'the day is more than 366 days ago',
      'username matches no user who can check in': 'the username matches no user who can check in',
      'userId matches no user who can check in': 'the userId matches no user who can check in',
      'cannot be stored': 'cannot be stored',
    },
  },
  {
    file: '파일',
    check: '행 검사',
    add: (count) => `${count}건 추가`,
    stop: '중지',
    progress: (rows, total) => `${total}행 중 ${rows}행`,
    found: (rows, added, there, refused) =>
      `${rows}행 검사: 추가 예정 ${added}, 이미 있음 ${there}, 거부 ${refused}`,
    counts: (rows, added, there, refused) => `${rows}행: 추가 ${added}, 이미 있음 ${there}, 거부 ${refused}`,
    nothingWritten: '아직 아무것도 저장하지 않았습니다.',
    nothingToAdd: '추가할 것이 없습니다.',
    done: '모든 행을 읽었습니다.',
    stopped: '중지했습니다. 같은 행을 다시 올리면 이어집니다. 두 번 추가되는 것은 없습니다.',
    refusedRows: '거부된 행',
    refusedRow: (line, reason) => `${line}행: ${reason}`,
    moreRefused: (count) => `외 ${count}건.`,
    needsHttps: '파일을 올리려면 콘솔을 HTTPS로 열거나 명령을 사용하세요.',
    tooLarge: '파일이 64MB보다 큽니다. 명령을 사용하세요.',
    tooManyRows: '파일이 100,000행을 넘습니다. 나누거나 명령을 사용하세요.',
    faults: {
      columns: (columns) => `파일의 첫 행에 열 이름이 한 번씩 있어야 합니다. 열: ${columns}.`,
      quotes: '파일에 닫히지 않았거나 겹쳐 쓰지 않은 따옴표가 있습니다.',
    },
    users: '사용자 올리기',
    usersHint:
      'username, issuer, subject 열이 있는 CSV 파일입니다. issuer와 subject는 계정을 가리키는 여러분의 이름이며 없어도 됩니다. 행마다 역할이 USER이고 비밀번호가 없는 계정을 만듭니다. 이미 있는 계정은 그대로 둡니다.',
    attendance: '출석 올리기',
    attendanceHint:
      'username 또는 userId 열과 day(2026-06-01) 또는 checkedAt(2026-06-01T09:00:00+09:00) 열이 있는 CSV 파일입니다. 366일 전부터 오늘까지의 날짜만 올릴 수 있습니다. 이미 있는 출석은 그대로 둡니다.',
    reasons: {
      cells: '첫 행과 값의 수가 다릅니다',
      notUtf8: 'UTF-8이 아닌 바이트가 있습니다. 파일을 UTF-8로 저장해 주세요.',
      'username is missing': 'username이 없습니다',
      'username must have 3 to 32 characters': 'username은 3~32자여야 합니다',
      'username may hold only letters, digits, ".", "_" and "-"':
        'username에는 글자, 숫자, ".", "_", "-"만 쓸 수 있습니다',
      'username must use the letters and digits of one script':
        'username에는 한 문자 체계의 글자와 숫자만 쓸 수 있습니다',
      'issuer must not be one whose tokens are verified; its users link such an identity themselves':
        '토큰을 검증하는 issuer입니다. 그런 신원은 사용자가 직접 연결합니다',
      'issuer must have 1 to 64 characters of a-z, 0-9, _, . and -':
        'issuer는 a-z, 0-9, _, ., -로 된 1~64자여야 합니다',
      'subject must have 1 to 255 characters': 'subject는 1~255자여야 합니다',
      'has an issuer or a subject without the other': 'issuer와 subject 중 하나만 있습니다',
      'another account has the identity': '다른 계정의 신원입니다',
      'the account exists without the identity': '계정이 있지만 이 신원이 없습니다',
      'needs either a username or a userId': 'username과 userId 중 하나만 있어야 합니다',
      'needs checkedAt or day': 'checkedAt이나 day가 있어야 합니다',
      'day must be a day such as 2026-06-01': 'day는 2026-06-01과 같은 날짜여야 합니다',
      'day must not be in the future': 'day가 미래의 날입니다',
      'day does not exist in the service calendar': '서비스 달력에 없는 날입니다',
      'checkedAt must be an instant such as 2026-06-01T09:00:00+09:00':
        'checkedAt은 2026-06-01T09:00:00+09:00과 같은 시각이어야 합니다',
      'checkedAt must not be in the future': 'checkedAt이 미래의 시각입니다',
      'day is not the service day of checkedAt': 'day가 checkedAt의 서비스 날짜가 아닙니다',
      'day is more than 366 days ago': '366일보다 오래된 날입니다',
      'username matches no user who can check in': 'username에 해당하는, 출석할 수 있는 사용자가 없습니다',
      'userId matches no user who can check in': 'userId에 해당하는, 출석할 수 있는 사용자가 없습니다',
      'cannot be stored': '저장할 수 없습니다',
    },
  },
);
