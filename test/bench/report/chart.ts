import type { BenchReport } from './bench-report.ts';
import { figureOf, figures } from './figures.ts';

/** Sizes in the units of the picture. */
const left = 190;
const plot = 560;
const bar = 13;
const gap = 16;
const top = 74;
const width = left + plot + 80;

/** One for each contender, in their order; they can be told apart without colour by their order, too. */
const colours = ['#0072b2', '#e69f00', '#cc79a7', '#8c8c8c', '#56b4e9'];

/**
 * A bar chart of CPU per request as SVG. Costs differ by two orders of magnitude, so the axis is logarithmic: equal
 * steps are equal ratios.
 */
export function chartOf({ contenders, scenarios }: BenchReport): string {
  const rows = scenarios.map(({ title, cells }) => ({
    title,
    bars: contenders.map(({ name }) => figureOf(cells[name], figures.cpu)),
  }));
  const values = rows.flatMap(({ bars }) => bars.flatMap((spread) => (spread === undefined ? [] : spread.median)));
  const low = 10 ** Math.floor(Math.log10(Math.min(...values, 100)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values, 1000)));
  const scale = (value: number): number => (Math.log(value / low) / Math.log(high / low)) * plot;
  const rowHeight = contenders.length * bar + gap;
  const bottom = top + rows.length * rowHeight;
  const drawn: string[] = [];

  for (let value = low; value <= high; value *= 10) {
    const x = (left + scale(value)).toFixed(1);
    drawn.push(`<line x1="${x}" y1="${top - 6}" x2="${x}" y2="${bottom}" stroke="#d0d0d0"/>`);
    drawn.push(text(x, bottom + 16, 'middle', value.toLocaleString('en')));
  }
  contenders.forEach(({ title }, index) => {
    const x = 10 + index * 165;
    drawn.push(`<rect x="${x}" y="34" width="11" height="11" fill="${colours[index % colours.length] ?? ''}"/>`);
    drawn.push(text(x + 16, 44, 'start', title));
  });
  rows.forEach(({ title, bars }, row) => {
    const y = top + row * rowHeight;
    drawn.push(text(left - 8, y + (contenders.length * bar) / 2 + 4, 'end', title));
    bars.forEach((spread, index) => {
      const at = y + index * bar;
      if (spread === undefined) {
        drawn.push(text(left + 4, at + 10, 'start', '—'));
        return;
      }
      const colour = colours[index % colours.length] ?? '';
      const length = scale(spread.median);
      drawn.push(
        `<rect x="${left}" y="${at}" width="${length.toFixed(1)}" height="${bar - 2}" fill="${colour}"/>`,
        text(left + length + 4, at + 10, 'start', Math.round(spread.median).toLocaleString('en')),
      );
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 30}" font-family="sans-serif" font-size="11">
<title>CPU per request of the composite's process</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${text(10, 20, 'start', 'CPU per request of the composite’s process, µs (logarithmic; less is better)')}
${drawn.join('\n')}
</svg>
`;
}

function text(x: number | string, y: number, anchor: 'start' | 'middle' | 'end', content: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}
