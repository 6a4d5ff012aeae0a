import { deviceOf } from '../../src/domain/devices';

const MOZILLA = 'Mozilla/5.0';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0';

test.each([
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36`, 'Chrome, Windows'],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/126.0.0.0`, 'Edge, Windows'],
  [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${CHROME} Whale/3.26 Safari/537.36`, 'Whale, Windows'],
  [`${MOZILLA} (Linux; Android 14; SM-S918N) ${CHROME} Mobile Safari/537.36`, 'Chrome, Android'],
  [
    `${MOZILLA} (Linux; Android 14; SM-S918N) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36`,
    'Samsung Internet, Android',
  ],
  [
    `${MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1`,
    'Safari, iOS',
  ],
  [`${MOZILLA} (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0`, 'Firefox, macOS'],
  ['curl/8.5.0 (Linux)', 'Linux'],
  ['node', null],
  ['', null],
  [undefined, null],
  ['<script>alert(1)</script> Kim Min-ji’s phone', null],
  [`${'x'.repeat(512)} Firefox/127.0`, null],
])('%s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});
