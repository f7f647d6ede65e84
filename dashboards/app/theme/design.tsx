import { ConfigProvider, theme } from 'antd';
import { type ComponentProps, type ReactNode, use } from 'react';
import '../style/pages.css';
import { fontFamily, type Palette } from '../../specs/palette.ts';
import { useLanguage } from '../language/use-language.ts';
import { useAppearance } from './appearance.tsx';

type Locale = NonNullable<ComponentProps<typeof ConfigProvider>['locale']>;

let chinese: Promise<Locale> | null = null;

/** antd speaks English by itself; its Chinese is fetched once it is wanted. */
function chineseLocale(): Promise<Locale> {
  // The file is an ES module that its package calls CommonJS, so its types are one `default` short.
  chinese ??= import('antd/es/locale/zh_CN.js').then((file) => file.default as unknown as Locale);
  return chinese;
}

/** antd in our colours, sizes and language. Pages stand inside; the shell does without antd and so paints sooner. */
export function Design({ children }: { children: ReactNode }) {
  const { appearance, palette } = useAppearance();
  const language = useLanguage();
  return (
    <ConfigProvider
      {...(language === 'zh' ? { locale: use(chineseLocale()) } : {})}
      theme={{
        algorithm: appearance === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: tokens(palette),
        components: {
          Table: {
            headerBg: palette.surface,
            headerColor: palette.inkFaint,
            headerSplitColor: 'transparent',
            rowHoverBg: palette.sunken,
            borderColor: palette.line,
            cellPaddingBlockSM: 8,
            cellPaddingInlineSM: 12,
          },
          Drawer: { colorBgElevated: palette.surface },
          Segmented: { trackBg: palette.sunken, itemSelectedBg: palette.raised },
          Tooltip: { maxWidth: 320 },
        },
      }}
    >
      {children}
    </ConfigProvider>
  );
}

const tokens = (palette: Palette) => ({
  fontFamily,
  fontSize: 14,
  borderRadius: 8,
  controlHeight: 32,
  colorPrimary: palette.accent,
  colorLink: palette.accent,
  colorTextLightSolid: palette.onAccent,
  colorBgBase: palette.surface,
  colorBgContainer: palette.surface,
  colorBgElevated: palette.raised,
  colorBgLayout: palette.background,
  colorText: palette.ink,
  colorTextSecondary: palette.inkSoft,
  colorTextTertiary: palette.inkFaint,
  colorTextPlaceholder: palette.inkFaint,
  colorBorder: palette.lineStrong,
  colorBorderSecondary: palette.line,
  colorError: palette.danger,
  colorBgSpotlight: palette.ink,
});
