/** The rules of `invariants` by their names; a rule that only a newer server has is shown in the server's words. */
export const koreanRules: Readonly<Record<string, string | undefined>> = {
  oneLiveRequestPerUserAndEvent: '사용자마다 한 이벤트에 PENDING 또는 SUCCESS 요청이 하나 이하입니다.',
  noSelfDecision: '누구도 자기 계정의 요청을 결정하거나 지급을 취소하지 않았습니다.',
  decisionMatchesStatus:
    'PENDING 요청에는 결정도 failureCode도 없고, SUCCESS 요청에는 결정만 있으며, FAILED 요청에는 둘 다 있습니다. failureCode는 사람이 거절했을 때만 REJECTED이고, 삭제된 계정의 요청은 ACCOUNT_ERASED로 거절됩니다. 자동 판정의 결정 시각은 requestedAt이고 메모가 없습니다. 가져온 요청은 나중에 결정되었을 수 있습니다.',
  decisionsAreRecorded:
    '사람이 내린 결정마다 결정한 사람, 시각, 결과, 메모가 같은 감사 로그가 하나 있습니다. 삭제된 계정의 메모는 비교하지 않습니다.',
  recordedDecisionsExist: '감사 로그에 있는 결정마다 그대로 결정된 요청이 있습니다.',
  rowsAreRequestsOrTombstones: '모든 행은 요청이거나 무효 표시(tombstone)입니다.',
  requestUsersExist: '모든 요청의 계정이 있습니다.',
  requestEventsExist: '모든 요청의 이벤트가 있습니다.',
  grantsMatchRewards:
    'SUCCESS 요청의 지급 내역은 이벤트의 보상과 하나씩 일치하고, 결정될 때 지급되었으며, 요청이 취소되었을 때만 취소되어 있습니다. 다른 요청에는 지급 내역이 없습니다. PENDING이었던 요청은 당시의 보상을 그대로 두고, 지급 내역의 ID도 그 보상과 같습니다.',
  stockConserved:
    '수량이 제한된 모든 보상에서 재고 = 남은 수량 + 점유 수량 + 지급 수량이고, 남은 수량은 0 이상입니다. 지급이 취소되어 재고로 돌아온 수량은 지급 수량에서 제외합니다.',
  oneCodePerGrant:
    '코드 풀의 지급 내역마다 코드가 정확히 하나 있습니다. 코드가 아직 배정되지 않았거나 배정되기 전에 취소된 요청은 제외합니다.',
  boundCodesBelongToGrants: '배정된 모든 코드는 그 풀의 지급 내역이 있는 지급 완료 요청에 속합니다.',
  codesAreUnique: '한 풀 안에서도 두 풀 사이에서도 같은 코드가 두 번 저장되어 있지 않습니다.',
  enoughFreeCodes:
    '모든 코드 풀의 배정되지 않은 코드는 남은 수량, 점유 수량, 지급 완료 요청에 배정해야 할 수량의 합 이상입니다.',
  revocationsAreRecorded:
    '지급이 취소된 요청은 SUCCESS이고, 취소한 계정과 시각, 사유가 같은 감사 로그가 하나 있습니다. 취소되지 않은 요청에는 이런 값이 없습니다. 삭제된 계정의 사유는 비교하지 않습니다.',
  recordedRevocationsExist:
    '감사 로그에 있는 지급 취소마다 취소된 요청이 있고, 그 요청은 여전히 SUCCESS입니다.',
  stockReturnsAreRecorded:
    '재고를 되돌려야 하는 취소된 요청은 아직 되돌리는 중이거나, 이벤트의 감사 로그에 되돌린 기록이 있습니다.',
  requestedInWindow:
    '조건을 충족한 요청은 이벤트 기간 안에 들어왔습니다. 가져온 요청은 판정에 쓰인 규칙을 알 수 없으므로 제외합니다.',
  eventVersionExists: '조건을 충족한 요청은 이벤트에 실제로 있었던 버전으로 판정되었습니다.',
  evidenceMatchesFacts:
    '조건을 충족한 요청의 판정 근거에는 이벤트의 모든 조건이 충족된 상태로 있고, 요청 당시의 출석, 출석 면제일, 계정 나이, 활동, 지급 완료 요청과 일치합니다(서버 시계의 차이는 60초까지 허용). 가져온 요청은 판정에 쓰인 규칙을 알 수 없으므로 제외하고, 삭제된 계정의 요청도 제외합니다.',
  heldMatchesStock:
    '조건을 충족한 요청은 이벤트에 수량이 제한된 보상이 있을 때만 재고를 차지했습니다. 가져온 요청은 판정에 쓰인 규칙을 알 수 없으므로 제외합니다.',
  importedRequestsAreRecorded:
    '가져온 요청의 수는 import-rest 기록의 수를 넘지 않으며, 판정 근거가 없습니다. 중단된 가져오기에는 수가 없으므로 판정 근거만 확인합니다.',
  attendanceUniquePerDay: '사용자마다 한 서비스 일자에 출석이 하나 이하입니다.',
  attendanceUsersExist: '모든 출석의 계정이 있습니다.',
  streaksMatchCheckIns: '계정에 저장된 지난 출석 요약이 출석과 일치합니다.',
  attendanceDays: '모든 출석은 저장된 서비스 달력에서 그 시각이 속하는 서비스 일자로 계산됩니다.',
  excusedDaysUnique: '한 서비스 일자에 유효한 출석 면제가 하나 이하입니다.',
  excusedDaysMatchAudit: '모든 출석 면제일의 사유, 계정, 면제 시각, 해제 시각이 감사 로그와 일치합니다.',
  activitiesUniquePerExternalId: '사용자마다 같은 출처와 외부 ID의 활동이 하나 이하입니다.',
  activityUsersExist: '모든 활동의 계정이 있습니다.',
  voidedActivitiesAreRecorded:
    '무효로 처리한 활동마다 시각과 사유가 같은 감사 로그가 있습니다. 다른 활동에는 그런 기록이 없습니다.',
  activityDays: '모든 활동은 저장된 서비스 달력에서 occurredAt이 속하는 서비스 일자로 계산됩니다.',
  audiencesMatchAudit:
    '모든 대상자 명단의 이름, 생성, 확정, 인원, 다이제스트가 감사 로그와 일치합니다. 확정되지 않은 명단의 인원은 기록되지 않습니다.',
  audiencesMatchMembers:
    '확정된 모든 대상자 명단의 대상자가 인원 및 다이제스트와 일치하고, 확정되지 않은 명단의 대상자 수는 저장된 인원과 같습니다.',
  audienceMembersExist: '대상자 명단의 모든 대상자의 계정이 있습니다.',
  liveRequestsFreezeTheirEvent:
    'PENDING 또는 SUCCESS 요청이 있는 이벤트는 조건과 보상을 바꿀 수 없는 상태입니다.',
  eventDays: '이벤트의 첫날과 마지막 날은 이벤트 기간의 서비스 일자입니다.',
  noCircularRequirements:
    '활성 이벤트는 직접으로도 다른 이벤트를 거쳐서도 자신의 보상을 요구하지 않습니다. 그런 이벤트는 결코 지급될 수 없으므로, 그중 하나를 일시중지하고 조건을 바꾸세요.',
  eventsMatchAudit:
    '감사 로그가 있는 모든 이벤트가 있고, 텍스트, 기간, 상태, 조건, 보상, 재고, 버전이 감사 로그와 일치합니다. 가져온 이벤트는 이후의 변경만 확인합니다.',
  accountsMatchAudit:
    '계정의 역할과 disabledAt이 그 계정의 가장 최근 감사 로그와 일치합니다. 감사 로그가 없는 계정은 활성 상태의 USER입니다.',
  usernamesMatchKeys: '아이디의 중복을 막는 정규화된 형태가 아이디와 일치합니다.',
  seriesMatchAudit: '모든 시리즈의 제목, 반복, 날짜, 템플릿, 상태, 버전이 감사 로그와 일치합니다.',
  occurrencesMatchSeries: '모든 회차의 ID는 시리즈와 날짜에서 정해지는 ID이고, 그 시리즈가 있습니다.',
  serviceKeysMatchAudit:
    '모든 서비스 키의 이름, 출처, 범위, 비밀 값, 만료, 생성, 폐기가 감사 로그와 일치합니다.',
  staffNotesMatchAudit:
    '직원의 모든 메모의 대상, 번호, 내용, 작성자, 시각이 감사 로그와 일치하고, 기록된 모든 메모가 있습니다. 삭제된 계정의 메모는 제외합니다.',
  payoutsMatchAudit:
    '모든 일괄 지급의 이벤트, 대상자 명단, 전체 인원, 상태, 담당자, 최종 집계가 감사 로그와 일치합니다.',
  payoutRequestsAreMembers:
    '일괄 지급의 모든 요청은 그 일괄 지급의 이벤트에 대한 것이고, 그 키를 가지며, 사용자가 대상자 명단에 있습니다.',
  feedHasNoGap: '보상 피드의 순번은 1에서 시작하고 빠진 번호가 없습니다.',
  paidRequestsHaveEntries:
    '보상 피드에 기록할 것이 남지 않은 지급 완료 요청마다 피드 항목이 있습니다. 피드가 생기기 전의 요청은 feed-backfill로 추가할 때까지 제외합니다.',
  rejectedRequestsHaveEntries:
    '보상 피드에 기록할 것이 남지 않은 거절된 요청마다 피드 항목이 있습니다. 이전 버전의 요청은 제외합니다.',
  revokedRequestsHaveEntries: '보상 피드에 기록할 것이 남지 않은 취소된 요청마다 피드 항목이 있습니다.',
  feedMatchesRequests:
    '보상 피드의 항목마다 요청이 있고, 요청에서 다시 계산한 리프가 저장된 리프와 같습니다. 즉, 항목이 기록한 내용이 그대로입니다.',
  sealsAreContiguous: '감사 로그의 봉인은 보상 피드의 첫 항목부터 모든 순번을 빠짐없이 한 번씩 포함합니다.',
  sealsMatchFeed:
    '봉인이 포함하는 항목의 리프에서 다시 계산한 루트가 봉인의 루트와 같습니다. 위반에는 순번이 표시되고, 리프가 맞지 않는 요청은 feedMatchesRequests 규칙이 알려 줍니다.',
  accessLogMatchesSeals:
    '봉인이 포함하는 접근 기록의 날짜마다 줄 수와 다이제스트가 봉인의 값과 같습니다(첫 줄이 만료될 때까지). 봉인에 없는 날짜에는 줄이 없습니다. 위반에는 날짜, 또는 앞선 봉인보다 뒤의 날짜가 아닌 봉인이 표시됩니다. 한 시간 넘게 멈춰 있던 서버의 줄은 그날의 봉인보다 늦게 들어오므로 이것도 위반입니다.',
  webhookEndpointsMatchAudit:
    '모든 웹훅 엔드포인트의 URL, 유형, 상태, 비밀 값, 시작 위치가 감사 로그와 일치합니다.',
  auditTextsMatchChain:
    '커밋먼트가 있는 모든 감사 로그의 텍스트가 저장되어 있고 커밋먼트와 일치합니다. 삭제된 계정에 관한 텍스트만 없습니다.',
  commitmentsAreOfErased: '메모와 지급 취소 사유 대신 커밋먼트가 있는 요청은 삭제된 계정의 요청뿐입니다.',
  erasedAccountsHaveEntries:
    '보상 피드에 기록할 것이 남지 않은 삭제된 계정마다 삭제 시각이 같은 피드 항목이 하나 있습니다.',
  announcedErasuresExist: '보상 피드가 알린 계정 삭제마다 그 시각에 삭제된 계정이 있고, 리프가 일치합니다.',
  erasedAccountsHoldNothing:
    '삭제가 완료된 계정에는 비밀번호, 신원, 로그인, 출석, 활동, 직원 메모, 대기 중인 요청, 텍스트가 없습니다. 늦게 쓰인 값은 다음 정리 작업이 지웁니다.',
  valuesAreKnown:
    '저장된 모든 종류, 유형, 방식, 역할, 상태, 코드는 이 버전이 아는 값입니다. 더 새로운 서버가 다른 값을 썼을 수 있으며, 여기서는 그 값으로 판정하지 않으므로 그 버전으로 검사하세요.',
};
