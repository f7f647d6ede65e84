export type Appearance = 'light' | 'dark';

/**
 * The one set of colours, read by the style sheet, antd and Vega alike. Text on `surface` has at least 4.5 : 1.
 * Nothing is told by hue alone: certainty runs from dark to light of one blue, and what wants attention is orange,
 * a pair that every common colour vision tells apart.
 */
export interface Palette {
  background: string;
  surface: string;
  raised: string;
  sunken: string;
  line: string;
  lineStrong: string;
  ink: string;
  inkSoft: string;
  inkFaint: string;
  accent: string;
  accentSoft: string;
  onAccent: string;
  /** Money won, likely (open deals) and only expected (not yet created). */
  certain: string;
  likely: string;
  possible: string;
  /** Quotas, plans, baselines to hold against. */
  target: string;
  attention: string;
  attentionSoft: string;
  danger: string;
  muted: string;
  /** Kinds beside each other, in this order. */
  series: readonly string[];
}

export const palettes: Record<Appearance, Palette> = {
  light: {
    background: '#f5f6f8',
    surface: '#ffffff',
    raised: '#ffffff',
    sunken: '#eef0f4',
    line: '#e3e6ec',
    lineStrong: '#c9cfd9',
    ink: '#161b26',
    inkSoft: '#4a5467',
    inkFaint: '#626c7f',
    accent: '#1f4b99',
    accentSoft: '#e6edf9',
    onAccent: '#ffffff',
    certain: '#1f4b99',
    likely: '#6a9be0',
    possible: '#bcd2f2',
    target: '#c2620a',
    attention: '#a64f00',
    attentionSoft: '#fdf1e1',
    danger: '#b3261e',
    muted: '#c3c9d4',
    series: ['#1f4b99', '#e0922f', '#2a9d8f', '#8e6bbf', '#8b95a7'],
  },
  dark: {
    background: '#0f1218',
    surface: '#171b23',
    raised: '#1f242e',
    sunken: '#11151c',
    line: '#282e39',
    lineStrong: '#3c4452',
    ink: '#edf0f5',
    inkSoft: '#b4bccb',
    inkFaint: '#8f99ab',
    accent: '#7fb0f5',
    accentSoft: '#1d2a40',
    onAccent: '#0b1526',
    certain: '#7fb0f5',
    likely: '#4472b8',
    possible: '#2b4268',
    target: '#f2a93b',
    attention: '#f5b75c',
    attentionSoft: '#2e2415',
    danger: '#ff8a80',
    muted: '#4a5263',
    series: ['#7fb0f5', '#f2a93b', '#4fc3b1', '#b79ae3', '#8f99ab'],
  },
};

export const fontFamily =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
