// Shows only the answers of the models that the address names, and underlines what the second says
// differently. Works on what stands in the page; text goes in as text only.
(() => {
  'use strict';
  const block = document.getElementById('words'), note = document.getElementById('only');
  if (!block || !note) return;
  const words = JSON.parse(block.textContent), asked = new URLSearchParams(location.search);
  const a = asked.get('a') ?? '', b = asked.get('b') ?? '';
  const of = (root, row) => (row ? root.querySelector(`[data-row="${CSS.escape(row)}"]`) : null);
  const names = [a, b].map((row) => of(document, row)?.textContent ?? '');
  document.documentElement.dataset.ready = 'sample';
  if (!names[0]) return;
  const split = (text) => text.match(/[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\s+|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+/g) ?? [];
  const MOST = 400;

  // The longest common run of words; what is not in it is new.
  const differ = (first, second) => {
    const x = split(first), y = split(second), n = x.length, m = y.length;
    if (n > MOST || m > MOST) return [[second, false]];
    const best = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
    for (let i = n - 1; i >= 0; i -= 1) for (let j = m - 1; j >= 0; j -= 1) best[i][j] = x[i] === y[j] ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    const found = [];
    for (let i = 0, j = 0; j < m;) {
      if (i < n && x[i] === y[j]) { found.push([y[j], false]); i += 1; j += 1; } else if (i < n && best[i + 1][j] >= best[i][j + 1]) i += 1; else { found.push([y[j], true]); j += 1; }
    }
    return found;
  };
  const kept = new Map();
  for (const section of document.querySelectorAll('.sample')) {
    const list = section.querySelector('.answers'), cards = [...list.children];
    const mine = [a, b].map((row) => of(section, row)?.closest('li'));
    kept.set(list, cards);
    for (const card of cards) card.hidden = !mine.includes(card);
    if (mine[0]) list.prepend(mine[0]);
    const [one, other] = mine.map((card) => card?.querySelector('pre'));
    if (mine[1] && mine[1] !== mine[0]) mine[0]?.after(mine[1]);
    if (one && other && one !== other) {
      for (const each of [...one.querySelectorAll('ins')]) each.replaceWith(...each.childNodes);
      const pieces = differ(one.textContent, other.textContent).map(([text, fresh]) => {
        if (!fresh || !text.trim()) return text;
        const part = document.createElement('ins');
        part.textContent = text;
        return part;
      });
      other.replaceChildren(...pieces);
    }
  }
  const all = document.createElement('button');
  all.type = 'button';
  all.className = 'plain';
  all.textContent = words.all;
  all.addEventListener('click', () => {
    for (const [list, cards] of kept) { for (const card of cards) card.hidden = false; list.append(...cards); }
    note.hidden = true;
    history.replaceState(null, '', location.pathname + location.hash);
  });
  note.append((names[1] ? words.differs : words.one).replace(/%[ab]/g, (key) => names[key === '%a' ? 0 : 1]), ' ', all);
  note.hidden = false;
  for (const link of document.querySelectorAll('.around a')) link.search = location.search;
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
