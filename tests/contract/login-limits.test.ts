import { LOGIN_LIMITS } from '../../src/auth/login-limits';
import { HASHES_WAITING_MAX } from '../../src/users/passwords';
import { RATE_LIMITS } from '../../src/rate-limits/rate-limits';
import { readDocument } from '../support/markdown';

const { logins, failures, accountsOfNetwork, accountsOfSite, turnSeconds, turnKeptSeconds, knownForDays } =
  LOGIN_LIMITS;
const { register, registerSite, refreshTokens, requestReward, checkAttendance, linkIdentity } = RATE_LIMITS;
/** Without turns, one per interval, and those that were kept from before. */
const guesses = failures + (15 * 60 + turnKeptSeconds) / turnSeconds;
const [inAll, ofSite, , ofAccount] = HASHES_WAITING_MAX;

/** What the pages say about limits of attempts, with the numbers that the server goes by. */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  'README.md': [
    `has ${register.points} registrations in 10 minutes; a login has ${refreshTokens.points} token refreshes a minute`,
    `${requestReward.points} requests and ${checkAttendance.points} check-ins a minute`,
    `${RATE_LIMITS.export.points} exports in 10 minutes and ${logins} logins in 15 minutes`,
    `After ${failures} failed logins of an account in 15 minutes, networks that it has not logged in from within ${knownForDays} days take turns, ${turnSeconds} seconds apart`,
    `failed logins of ${accountsOfNetwork} different accounts from a network`,
    `logged in from within ${knownForDays} days, it waits only for its own failures there`,
  ],
  'README.ko.md': [
    `10분에 가입 ${register.points}번`,
    `15분에 로그인 ${logins}번`,
    `15분 안에 한 계정의 로그인이 ${failures}번 실패하면, 그 계정이 ${knownForDays}일 안에 로그인한 적이 없는 네트워크는 ${turnSeconds}초 간격으로 차례를 기다립니다`,
    `서로 다른 계정 ${accountsOfNetwork}개의 로그인이 실패하면`,
    `계정이 ${knownForDays}일 안에 로그인한 네트워크에서는 그곳에서 생긴 자신의 실패만큼만 기다립니다`,
  ],
  'docs/limits.md': [
    `| /48 of IPv6 addresses | ${registerSite.points.toLocaleString('en')} in 10 minutes`,
    `| ${logins} in 15 minutes |`,
    `| linkIdentity | account | ${linkIdentity.points} in 10 minutes |`,
    `after ${failures} in 15 minutes networks that it does not know take turns`,
    `after ${accountsOfNetwork} in 15 minutes accounts that do not know it take turns`,
    `the same after ${accountsOfSite}`,
    `has logged in from within ${knownForDays} days`,
    `one attempt at a time, ${turnSeconds} seconds after the turn before`,
    `at most ${guesses} guesses in 15 minutes`,
    `at most ${ofAccount} wait for one account in a network, ${ofSite} for a site and ${inAll} in all`,
  ],
  'docs/limits.ko.md': [
    `| IPv6 주소의 /48 | 10분에 ${registerSite.points.toLocaleString('en')} |`,
    `| 15분에 ${logins} |`,
    `| linkIdentity | 계정 | 10분에 ${linkIdentity.points} |`,
    `15분에 ${failures}번 실패하면 계정이 모르는 네트워크는 차례를 기다림`,
    `15분에 ${accountsOfNetwork}개가 실패하면 그 네트워크를 모르는 계정은 차례를 기다림`,
    `${accountsOfSite}개가 실패하면 마찬가지`,
    `${knownForDays}일 안에 로그인한 네트워크`,
    `앞 차례로부터 ${turnSeconds}초 뒤에 시도할 수 있습니다`,
    `15분에 최대 ${guesses}번 추측할 수 있습니다`,
    `한 계정에 최대 ${ofAccount}개, 한 사이트에 ${ofSite}개, 모두 ${inAll}개가 기다립니다`,
  ],
};

test.each(Object.entries(SENTENCES))('%s has the limits that the server goes by', (path, sentences) => {
  const text = readDocument(path).replace(/\s+/g, ' ');
  expect(sentences.filter((sentence) => !text.includes(sentence))).toEqual([]);
});
