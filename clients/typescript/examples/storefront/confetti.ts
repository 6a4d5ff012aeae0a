/** Throws confetti from an element, unless the visitor asked the device for less motion. */
export function celebrate(from: Element | null): void {
  if (!from || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const { left, top, width } = from.getBoundingClientRect();
  for (let n = 0; n < 60; n++) {
    const piece = document.documentElement.appendChild(document.createElement('s'));
    const place = `left: ${left + width / 2}px; top: ${top}px; background: hsl(${n * 47} 70% 60%)`;
    piece.style.cssText = `position: fixed; width: 8px; height: 12px; ${place}`;
    const [x, up] = [(Math.random() - 0.5) * 500, 100 + Math.random() * 250];
    const away = { transform: `translate(${x / 2}px, ${-up}px) rotate(${x}deg)`, easing: 'ease-in' };
    const down = { transform: `translate(${x}px, 300px) rotate(${x * 3}deg)`, opacity: 0 };
    piece.animate([{}, away, down], 1500 + Math.random() * 800).onfinish = () => piece.remove();
  }
}
