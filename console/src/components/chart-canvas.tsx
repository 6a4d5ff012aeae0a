import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useSettings } from '../i18n/settings';
import type { ChartProps } from './chart';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const DARK = window.matchMedia('(prefers-color-scheme: dark)');
const onSchemeChange = (listener: () => void) => {
  DARK.addEventListener('change', listener);
  return () => DARK.removeEventListener('change', listener);
};

export default function ChartCanvas({ label, categories, series }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { theme } = useSettings();
  const isDarkSystem = useSyncExternalStore(onSchemeChange, () => DARK.matches);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const chart = echarts.init(element);
    // A canvas knows no CSS variables: the colours of the theme are looked up anew when it changes.
    const colour = (name: string) => colourOf(element, name);
    const soft = colour('ink-soft');
    chart.setOption({
      animation: false,
      aria: { enabled: false },
      textStyle: { fontFamily: getComputedStyle(element).fontFamily },
      grid: { left: 8, right: 8, top: 34, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { color: colour('ink') } },
      // HTML tooltips carry style attributes, which the Content-Security-Policy refuses.
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        axisPointer: { type: 'shadow' },
        backgroundColor: colour('raised'),
        borderColor: colour('line'),
        textStyle: { color: colour('ink') },
      },
      xAxis: {
        type: 'category',
        data: categories.map((category) => category.label),
        axisLabel: { color: soft, hideOverlap: true },
        axisLine: { lineStyle: { color: soft } },
        axisTick: { show: false },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: soft },
        splitLine: { lineStyle: { color: colour('line') } },
      },
      series: series.map(({ name, tone, values }) => ({
        type: 'bar',
        stack: 'all',
        name,
        data: [...values],
        barMaxWidth: 28,
        itemStyle: { color: colour(tone) },
      })),
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [categories, series, theme, isDarkSystem]);
  return <div ref={frame} className="chart-canvas" role="img" aria-label={label} />;
}

/** The value of a variable of tokens.css in the current color scheme. */
function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.className = `probe-${name}`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
