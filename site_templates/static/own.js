// A reader's own board: weights from sliders or presets, kept in the address; ranks by ranks.js.
// Loads its data as a script, which also works from disk, and only when a reader asks for it.
// Text goes in as text only; nothing here is parsed as markup.
(() => {
  'use strict';
  const box = document.getElementById('own'), block = document.getElementById('own-words');
  const table = document.querySelector('table[data-board]');
  if (!box || !block || !table) return;
  const { tasks, groups, words } = JSON.parse(block.textContent);
  const body = table.tBodies[0], rows = [...body.rows];
  const MOST = 10;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  let board = null, places = [], weights = null;

  // -- the address: `w=task:5,task:0`; weights of the leaderboard itself are not written

  const read = () => {
    const text = new URLSearchParams(location.search).get('w');
    if (!text) return null;
    const given = new Map(text.split(',').map((part) => part.split(':')));
    const found = tasks.map(({ task }) => Number(given.get(task) ?? 0));
    return found.every((weight) => Number.isFinite(weight) && weight >= 0 && weight <= 1e6) && found.some(Boolean) ? found : null;
  };
  const write = () => {
    const query = new URLSearchParams(location.search);
    if (weights) query.set('w', tasks.map(({ task }, t) => `${task}:${weights[t]}`).join(','));
    else query.delete('w');
    history.replaceState(null, '', (query.toString() ? `?${query}` : location.pathname) + location.hash);
  };

  // -- ranking

  const subset = (picked) => board.tasks.map((task) => {
    const n = task.n_clusters, influences = [];
    for (const i of picked) for (let c = 0; c < n; c++) influences.push(task.influences[i * n + c]);
    return { ...task, squares: undefined, scores: picked.map((i) => task.scores[i]), influences };
  });
  let cached = '', part = null;
  const chosen = () => {
    const picked = places.map((_, i) => i).filter((i) => !rows[places[i]].hidden);
    if (cached !== picked.join()) {
      part = picked.length === places.length ? board.tasks : subset(picked);
      cached = picked.join();
    }
    return picked;
  };
  const name = (i) => rows[places[i]].querySelector('th a').textContent;
  const show = () => {
    if (!board) return;
    const picked = chosen(), used = weights ?? board.weights;
    for (const paint of controls) paint();
    if (!used.some(Boolean) || !picked.length) {
      list.replaceChildren();
      words_.textContent = words.none;
      return;
    }
    const found = window.llmsiteRanks.rank(part, used, board.critical);
    const order = picked.map((_, k) => k).sort((a, b) => found.values[b] - found.values[a] || a - b);
    list.replaceChildren(...order.map((k) => {
      const { low, high } = found.ranges[k], link = rows[places[picked[k]]].querySelector('th a');
      return make('tr', {},
        make('td', { className: 'rank', textContent: low === high ? low : `${low}\u2013${high}` }),
        Object.assign(make('th', {}, make('a', { href: link.getAttribute('href'), textContent: link.textContent })), { scope: 'row' }),
        make('td', { textContent: (found.values[k] * 100).toFixed(1).replace(/^-(?=0\.0$)/, '').replace('-', '\u2212') }));
    }));
    const flip = window.llmsiteRanks.flip(part, used), at = (i) => name(picked[i]);
    const fill = flip && { '%m': at(flip.leader), '%s': `${(flip.moved * 100).toFixed(1)}\u00a0%`, '%a': tasks[flip.source].title, '%b': tasks[flip.target].title, '%r': at(flip.rival) };
    words_.textContent = `${flip ? words.flip.replace(/%[msabr]/g, (key) => fill[key]) : words.never} ${words.count.replace('%n', picked.length)}`;
  };

  // -- controls

  const controls = [];
  const list = make('tbody'), words_ = make('output', {});
  const set = (next) => { weights = next; write(); show(); };
  const build = () => {
    const presets = { board: null, equal: tasks.map(() => 1) };
    for (const group of Object.keys(groups)) presets[`only-${group}`] = tasks.map((task) => (task.group === group ? 1 : 0));
    const text = (key) => words[key] ?? words.only.replace('%n', () => groups[key.slice(5)]);
    const select = make('select', {}, ...Object.keys(presets).map((key) => make('option', { value: key, textContent: text(key) })), make('option', { value: 'own', textContent: words.own }));
    select.addEventListener('change', () => { if (select.value in presets) set(presets[select.value]); });
    controls.push(() => {
      const same = (preset) => (preset && weights ? String(preset) === String(weights) : preset === weights);
      select.value = Object.keys(presets).find((key) => same(presets[key])) ?? 'own';
    });
    const sliders = make('div', { className: 'sliders' });
    tasks.forEach(({ title }, t) => {
      const slider = make('input', { type: 'range', min: 0, max: MOST, step: 1 }), shown = make('span', { className: 'quiet' });
      slider.addEventListener('input', () => {
        const next = weights ?? scaled();
        set(next.map((weight, i) => (i === t ? Number(slider.value) : weight)));
      });
      controls.push(() => {
        const used = weights ?? scaled(), whole = used.reduce((sum, weight) => sum + weight, 0);
        slider.value = used[t] * Math.min(1, MOST / Math.max(...used));
        shown.textContent = whole ? `${Math.round(used[t] / whole * 100)}\u00a0%` : '';
        slider.setAttribute('aria-valuetext', shown.textContent);
      });
      sliders.append(make('label', {}, make('span', { textContent: title }), slider, shown));
    });
    const head = make('tr', {}, ...[words.rank, words.model, words.overall].map((word) => Object.assign(make('th', { textContent: word }), { scope: 'col' })));
    box.append(
      make('label', { className: 'preset' }, make('span', { textContent: words.preset }), select), sliders, make('p', {}, words_),
      make('table', { className: 'ownboard' }, make('thead', {}, head), list));
  };
  // The leaderboard's weights on the sliders' scale, to one place: a start for changes.
  const scaled = () => {
    const most = Math.max(...board.weights);
    return board.weights.map((weight) => Math.round(weight / most * MOST * 10) / 10);
  };

  let asked = false;
  const load = () => {
    if (asked) return;
    asked = true;
    const script = make('script', { src: box.dataset.source });
    script.addEventListener('load', () => {
      ({ board, places } = window.llmsiteOwn);
      build();
      show();
      box.dataset.ready = 'own';
      new MutationObserver(() => { const old = cached; chosen(); if (cached !== old) show(); }).observe(body, { subtree: true, attributeFilter: ['hidden'] });
    });
    script.addEventListener('error', () => { box.append(make('p', { textContent: words.failed })); });
    document.head.append(script);
  };

  weights = read();
  box.hidden = false;
  box.addEventListener('toggle', () => { if (box.open) load(); });
  document.addEventListener('reset', () => { weights = null; write(); show(); });
  if (weights) {
    box.open = true;
    load();
  }
})();
