/** The whole style of a report page: it loads nothing. */
export const pageStyle = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#5b6570;--line:#dfe3e8;--accent:#0b6e6e;--warn:#8a4b00;--warnpaper:#fff6e6;--wrong:#b3541e}
@media(prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#e8eaed;--soft:#a3adb8;--line:#343a41;--accent:#5cc7c0;--warn:#ffc46b;--warnpaper:#2b2212;--wrong:#e08a55}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:910px;margin:0 auto;padding:28px 20px 60px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 8px}h3{font-size:15px;margin:20px 0 4px}
p{margin:6px 0}.soft{color:var(--soft)}
.warnings{background:var(--warnpaper);border-left:4px solid var(--warn);padding:8px 14px;margin:18px 0}
.warnings ul{margin:4px 0;padding-left:20px}.warnings h2{margin:0;font-size:15px;color:var(--warn)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:18px 0}
.tile{border:1px solid var(--line);border-radius:8px;padding:10px 14px}.tile b{display:block;font-size:24px}
.scroll{overflow-x:auto}.scroll svg{max-width:none}
.facts{margin:8px 0;font-size:14px}.facts div{display:grid;grid-template-columns:minmax(110px,1fr) 3fr;gap:4px 16px;padding:6px 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:14px}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top}
th:first-child{text-align:left}thead th{color:var(--soft);font-weight:600}tbody th{font-weight:500}
td small{display:block;color:var(--soft);font-size:12px;white-space:nowrap}
svg{max-width:100%;height:auto;display:block;margin:6px 0;font:13px system-ui,sans-serif}
svg text{fill:var(--ink)}svg .tick,svg .figure{fill:var(--soft);font-size:12px}svg .strong{font-weight:700}
svg .grid{stroke:var(--line)}svg .reference{stroke:var(--soft);stroke-dasharray:4 4}
svg .interval{stroke:var(--accent);stroke-width:2.5;stroke-linecap:round}svg .dot{fill:var(--paper);stroke:var(--accent);stroke-width:2.5}
svg .dot.strong{fill:var(--accent)}svg .curve{fill:none;stroke:var(--accent);stroke-width:1.5}
svg .right{fill:color-mix(in srgb,var(--accent) calc(var(--share)*45%),var(--paper))}
svg .wrong{fill:color-mix(in srgb,var(--wrong) calc(var(--share)*45%),var(--paper))}
svg .right,svg .wrong{stroke:var(--line)}svg .count{font-size:15px;font-weight:600}svg .share{font-size:12px}
code{font-size:12px;overflow-wrap:anywhere}
footer{margin-top:40px;color:var(--soft);font-size:13px;border-top:1px solid var(--line);padding-top:12px}
@media print{.scroll svg{max-width:100%}body{font-size:12px}h2{break-after:avoid}svg,table{break-inside:avoid}}
`;
