/** How Teams draws cards, as near as the open renderer comes: colours of its light and dark theme. */

type Theme = 'light' | 'dark';

const COLORS = {
  light: {
    page: '#f5f5f5',
    card: '#ffffff',
    line: '#d1d1d1',
    button: '#ffffff',
    text: {
      default: '#242424',
      subtle: '#616161',
      accent: '#5b5fc7',
      good: '#237b4b',
      warning: '#835c00',
      attention: '#c4314b',
    },
    box: {
      default: '#ffffff',
      emphasis: '#f0f0f0',
      accent: '#e8ebfa',
      good: '#e7f2da',
      warning: '#fbf6d9',
      attention: '#fcebee',
    },
  },
  dark: {
    page: '#1f1f1f',
    card: '#292929',
    line: '#5c5c5c',
    button: '#292929',
    text: {
      default: '#ffffff',
      subtle: '#adadad',
      accent: '#9299f7',
      good: '#92c353',
      warning: '#f8d22a',
      attention: '#f9657a',
    },
    box: {
      default: '#292929',
      emphasis: '#3d3d3d',
      accent: '#33344a',
      good: '#2a3a22',
      warning: '#463d1c',
      attention: '#4a2a30',
    },
  },
} as const;

export function hostConfig(theme: Theme): object {
  const { text, box } = COLORS[theme];
  const tone = (color: string) => ({ default: color, subtle: theme === 'light' ? text.subtle : text.subtle });
  const foregroundColors = {
    default: { default: text.default, subtle: text.subtle },
    dark: tone('#000000'),
    light: tone('#ffffff'),
    accent: tone(text.accent),
    good: tone(text.good),
    warning: tone(text.warning),
    attention: tone(text.attention),
  };
  return {
    fontFamily: '"Segoe UI", "Open Sans", sans-serif',
    fontSizes: { small: 12, default: 14, medium: 16, large: 20, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 28, extraLarge: 32 },
    spacing: { small: 8, default: 8, medium: 12, large: 20, extraLarge: 24, padding: 12 },
    separator: { lineThickness: 1, lineColor: COLORS[theme].line },
    supportsInteractivity: true,
    containerStyles: Object.fromEntries(
      Object.entries(box).map(([name, backgroundColor]) => [name, { backgroundColor, foregroundColors }]),
    ),
    factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 130 }, value: { wrap: true }, spacing: 12 },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline' },
    },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
        optionalInputs: { weight: 'bolder' },
      },
      errorMessage: { color: 'attention' },
    },
  };
}

export function sheetStyle(): string {
  return (['light', 'dark'] as const).map(themeStyle).join('\n') + COMMON;
}

function themeStyle(theme: Theme): string {
  const { card, line, button, text } = COLORS[theme];
  return `
    .${theme} { background: ${card}; border: 1px solid ${line}; color: ${text.default}; }
    .${theme} .ac-pushButton { background: ${button}; border: 1px solid ${line}; color: ${text.default}; }
    .${theme} .ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
    .${theme} .ac-pushButton.style-destructive { border-color: ${text.attention}; color: ${text.attention}; }
    .${theme} .ac-input { background: ${theme === 'light' ? '#fff' : '#1f1f1f'}; border: 1px solid ${line}; color: inherit; }
  `;
}

const COMMON = `
  body { margin: 0; background: #8a8886; font-family: "Segoe UI", "Open Sans", sans-serif; }
  .sheet { display: grid; grid-template-columns: 600px 320px; gap: 16px; padding: 16px; width: max-content; align-items: start; }
  .teams-card { border-radius: 6px; overflow: hidden; }
  .ac-adaptiveCard, .ac-adaptiveCard * { font-family: "Segoe UI", "Open Sans", sans-serif !important; }
  .ac-actionSet { flex-wrap: wrap; gap: 8px; }
  .ac-actionSet > div[style*="flex: 0 0 8px"], .ac-actionSet > div:empty { display: none; }
  .ac-pushButton { border-radius: 4px; padding: 5px 12px; font-size: 14px; line-height: 20px; font-weight: 600; }
  .ac-input { width: 100%; box-sizing: border-box; border-radius: 4px; padding: 6px 8px; font-size: 14px; }
  .ac-multichoiceInput:not(input) { border: none !important; }
  .emoji { width: 1.2em; height: 1.2em; vertical-align: -0.25em; }
  select.ac-input { appearance: auto; }
  table.ac-factset { table-layout: auto; }
`;
