/** How the HTML report looks, on a screen and on paper. */
export const STYLE = `
:root { --ink: #1b222c; --soft: #5b6673; --line: #d5dbe2; --sunken: #f4f6f8; --accent: #8f1340; }
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink); background: #fff; }
body { max-width: 1080px; margin: 0 auto; padding: 40px 28px 80px; }
h1 { margin: 0 0 16px; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; padding-bottom: 6px; border-bottom: 2px solid var(--accent); font-size: 1.25rem; }
h3 { margin: 24px 0 8px; font-size: 1.02rem; overflow-wrap: anywhere; }
nav { margin: 20px 0 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 6px; columns: 3; }
nav ol { margin: 0; padding-left: 22px; }
a { color: #1f5fa8; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 18px; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 20px; }
li { margin: 5px 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 0.82rem; line-height: 1.4; }
.frame { overflow-x: auto; }
th, td { padding: 6px 8px; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td { min-width: 11ch; }
time { white-space: nowrap; }
th { background: var(--sunken); white-space: nowrap; }
td.narrow { white-space: nowrap; min-width: 0; }
td.wide { min-width: 30ch; }
td.source { min-width: 15ch; }
.roomy td.source { width: 36%; }
code { padding: 1px 4px; border-radius: 3px; background: var(--sunken); font: 0.92em "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
cite { font: 0.86em "DejaVu Sans Mono", Consolas, monospace; font-style: normal; color: var(--soft); overflow-wrap: anywhere; }
figure { margin: 0 0 16px; padding: 8px; border: 1px solid var(--line); border-radius: 6px; }
figure svg { display: block; width: 100%; height: auto; }
figcaption, .note { color: var(--soft); font-size: 0.85rem; }
footer { margin-top: 48px; color: var(--soft); font-size: 0.85rem; }
@media (max-width: 700px) { nav { columns: 1; } dl { grid-template-columns: 1fr; } body { padding: 20px 14px; } }
@page { size: A4; margin: 16mm 13mm; }
@media print {
  html { font-size: 11px; }
  body { max-width: none; padding: 0; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 26px; }
  tr, li, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  .frame { overflow: visible; }
  table { font-size: 0.78rem; }
  td.source { min-width: 0; width: 16%; }
  cite { font-size: 0.8em; }
  a { color: inherit; text-decoration: none; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
