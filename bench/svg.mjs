const WIDTH = 720;
const BAR = 22;
const LABELS = 280;
const TOP = 40;

/** Horizontal bars, the first one being ours. */
export function barChart(title, bars) {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = WIDTH - LABELS - 80;
  const lines = bars.flatMap(({ label, value }, place) => {
    const y = TOP + place * (BAR + 8);
    const length = Math.max(1, Math.round((value / most) * room));
    const text = value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
    return [
      `<text x="${LABELS - 8}" y="${y + 15}" text-anchor="end">${escape(label)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${length}" height="${BAR}" fill="${place === 0 ? '#0b7285' : '#adb5bd'}"/>`,
      `<text x="${LABELS + length + 6}" y="${y + 15}">${text}</text>`,
    ];
  });
  const height = TOP + bars.length * (BAR + 8) + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="22" font-size="14" font-weight="bold">${escape(title)}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
