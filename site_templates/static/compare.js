// Compares two to six rows that the reader chooses, with the whole numbers by which the board ranks.
// The choice stands in the address. Text goes in as text only; nothing is parsed as markup.
(() => {
  'use strict';
  const box = document.getElementById('compare'), block = document.getElementById('compare-words');
  if (!box || !block) return;
  const { rows, tasks, most, words } = JSON.parse(block.textContent), root = box.dataset.root;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const draw = (name, properties) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(properties)) element.setAttribute(key, value);
    return element;
  };
  const ids = rows.map((row) => row.id);
  const read = () => [...new Set(new URLSearchParams(location.search).getAll('m').map((id) => ids.indexOf(id)).filter((i) => i >= 0))].slice(0, most);
  let board = null, chosen = read();
  const show = (value) => {
    const text = (value * 100).toFixed(1).replace(/^-(?=0\.0$)/, '').replace('-', '\u2212');
    return text;
  };
  const signed = (value) => (show(value) === '0.0' || value < 0 ? '' : '+') + show(value);
  const span = ({ low, high }) => (low === null ? '' : `${show(low)}${low < 0 ? ' \u2013 ' : '\u2013'}${show(high)}`);

  // One weight a task: all of the leaderboard's, or one task alone.
  const differences = (weights) => chosen.slice(1).map((i) => window.llmsiteRanks.difference(board.tasks, weights, board.critical, i, chosen[0], chosen.length - 1));
  const bar = (found, reach) => {
    const x = (value) => (50 + 48 * Math.max(-1, Math.min(1, value / reach))).toFixed(2);
    const svg = draw('svg', { class: 'bar', viewBox: '0 0 100 6', 'aria-hidden': 'true', focusable: 'false' });
    svg.append(draw('path', { class: 'track', d: 'M0 3H100M50 0V6' }));
    if (found.low !== null) svg.append(draw('path', { class: 'ci', d: `M${x(found.low)} 3H${x(found.high)}` }));
    svg.append(draw('circle', { cx: x(found.value), cy: 3, r: 2.4 }));
    return svg;
  };
  const line = (title, head, found, reach, samples) => make('tr', {}, Object.assign(make('th', {}, head ?? title), { scope: 'row' }), ...found.map((each, k) => {
    const sure = each.low !== null && (each.low > 0 || each.high < 0), pair = new URLSearchParams();
    pair.set('a', ids[chosen[k + 1]]);
    pair.set('b', ids[chosen[0]]);
    pair.set('p', 'first');
    const link = samples ? make('small', {}, make('a', { href: `${root}${samples}?${pair}`, textContent: words.better.replace('%n', () => rows[chosen[k + 1]].name) })) : '';
    return make('td', { className: sure ? (each.low > 0 ? 'better' : 'worse') : '' }, signed(each.value), make('small', { textContent: span(each) }), bar(each, reach), link);
  }));
  const apply = () => {
    const query = new URLSearchParams(chosen.map((i) => ['m', ids[i]])).toString();
    history.replaceState(null, '', (query ? `?${query}` : location.pathname) + location.hash);
    selects.forEach((select, k) => { select.value = chosen[k] ?? ''; select.parentNode.hidden = k > Math.max(1, chosen.length); });
    table.replaceChildren();
    hold.hidden = chosen.length < 2;
    finding.textContent = '';
    if (!board || chosen.length < 2) return;
    const overall = differences(board.weights), single = tasks.map((_, t) => differences(board.weights.map((_w, i) => (i === t ? 1 : 0))));
    const reach = Math.max(...[overall, ...single].flat().flatMap(({ value, low, high }) => [value, low ?? 0, high ?? 0].map(Math.abs)), 1e-9);
    const base = rows[chosen[0]].name;
    finding.textContent = overall.map((each, k) => {
      const fill = { '%a': rows[chosen[k + 1]].name, '%b': base, '%d': `${signed(each.value)} (${span(each)})` };
      return words.finding.replace(/%[abd]/g, (key) => fill[key]);
    }).join('; ');
    const heads = [words.task, ...chosen.slice(1).map((i) => rows[i])].map((each) => Object.assign(make('th', {}, each.href ? make('a', { href: root + each.href, textContent: each.name }) : each), { scope: 'col' }));
    table.append(make('caption', { textContent: words.caption.replace('%n', () => base) }), make('thead', {}, make('tr', {}, ...heads)),
      make('tbody', {}, line(words.overall, null, overall, reach, ''), ...single.map((found, t) => line('', make('a', { href: root + tasks[t].href, textContent: tasks[t].title }), found, reach, tasks[t].samples))));
  };
  const selects = Array.from({ length: most }, (_, k) => {
    const select = make('select', {}, make('option', { value: '', textContent: words.choose }), ...rows.map((row, i) => make('option', { value: i, textContent: row.name })));
    select.addEventListener('change', () => {
      const picked = selects.map((each) => each.value).filter(Boolean).map(Number);
      chosen = [...new Set(picked)];
      apply();
    });
    box.append(make('label', {}, make('span', { textContent: k ? `${words.model} ${k + 1}` : words.first }), select));
    return select;
  });
  const finding = make('output', {}), table = make('table', { className: 'pairs' }), hold = make('p', { className: 'note', textContent: words.hold });
  const scroll = make('div', { className: 'scroll', tabIndex: 0 }, table);
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', document.querySelector('h1').textContent);
  box.after(finding, scroll, hold);
  box.hidden = false;
  const script = make('script', { src: box.dataset.source });
  script.addEventListener('load', () => { ({ board } = window.llmsiteOwn); apply(); document.documentElement.dataset.ready = 'compare'; });
  script.addEventListener('error', () => { finding.textContent = words.failed; });
  document.head.append(script);
  apply();
})();
