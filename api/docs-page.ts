import { arrowStreamType } from '../warehouse/arrow.ts';
import type { Language } from '../warehouse/metrics/metric-query.ts';
import type { Route } from './route.ts';

const words = {
  en: {
    title: 'The API of Dealcast',
    described: 'Every operation is described, with all its fields, in',
    problems: 'What goes wrong is answered as a problem document (RFC 9457), with each wrong field named.',
    arrow: 'also as an Arrow IPC stream, with',
  },
  zh: {
    title: 'Dealcast 接口',
    described: '全部操作及字段的完整描述见',
    problems: '出错时返回问题文档（RFC 9457），并逐一指出有误的字段。',
    arrow: '也可返回 Arrow IPC 流，请求头',
  },
};

/** The operations on one page, for people; it needs nothing but itself. */
export function docsPage(routes: readonly Route[], language: Language): string {
  const say = words[language];
  const rows = routes.map(
    (route) => `<tr>
      <td><code>${route.method.toUpperCase()}</code></td>
      <td><code>${asText(route.path.replace(/:(\w+)/g, '{$1}'))}</code></td>
      <td>${asText(route.summary[language])}${route.arrow ? `<br><small>${say.arrow} <code>Accept: ${arrowStreamType}</code></small>` : ''}</td>
    </tr>`,
  );
  return `<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say.title}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  td { border-top: 1px solid #8884; padding: .5rem .75rem .5rem 0; vertical-align: top; overflow-wrap: anywhere; }
</style>
<h1>${say.title}</h1>
<p>${say.described} <a href="/api/openapi.json">/api/openapi.json</a>. ${say.problems}</p>
<table>${rows.join('')}</table>
</html>
`;
}

const asText = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
