// Sorts, filters, picks columns and a baseline row of a leaderboard whose rows stand in the page.
// Leaves the rows alone until it is asked. State lives in the address, so every view can be shared.
// Text goes in as text only; nothing here is parsed as markup.
(() => {
  'use strict';
  const table = document.querySelector('table[data-board]');
  const block = document.getElementById('facets');
  if (!table || !block) return;
  const facts = JSON.parse(block.textContent);
  for (const [name, { values, codes }] of Object.entries(facts.rows)) facts.rows[name] = codes.map((code) => (code < 0 ? null : values[code]));
  const words = facts.words;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  facts.rows.organisation = rows.map((row) => row.querySelector('th small')?.textContent ?? '');
  const head = table.tHead.rows[0];
  const keys = [...head.cells].map((cell) => cell.dataset.key);
  const at = new Map(keys.map((key, i) => [key, i]));
  const names = rows.map((row) => row.cells[at.get('model')].textContent.toLowerCase().replace(/[-_./]/g, ' '));
  const original = rows.map((row) => [...row.cells].map((cell) => cell.querySelector('small')?.textContent ?? ''));
  const numbers = new Map();
  const state = { sort: '', q: '', hide: new Set(), pick: {}, tasks: {}, base: '' };
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // -- reading cells

  const first = (cell) => {
    // The interval stands in an element of its own, so only what comes first is read.
    const found = /^[\u2212-]?[\d.]+/.exec(cell.firstChild?.textContent.trim() ?? '');
    return found ? Number(found[0].replace('\u2212', '-')) : NaN;
  };
  const column = (key) => {
    if (!numbers.has(key)) {
      const i = at.get(key);
      if (key === 'size') numbers.set(key, facts.rows.size.map((size) => size ?? NaN));
      else if (key === 'rank' || key === 'overall') numbers.set(key, rows.map((row) => first(row.cells[i])));
      else if (facts.columns.some((each) => each.task === key)) numbers.set(key, rows.map((row) => first(row.cells[i])));
      else {
        const texts = rows.map((row) => row.cells[i].textContent.toLowerCase());
        const order = [...new Set(texts)].sort();
        numbers.set(key, texts.map((text) => order.indexOf(text)));
      }
    }
    return numbers.get(key);
  };
  const startsDown = (key) => {
    const task = facts.columns.find((each) => each.task === key);
    return key === 'overall' || key === 'size' || Boolean(task && task.up);
  };

  // -- doing what the state says

  const sorted = () => {
    const order = rows.map((_, i) => i);
    if (!state.sort) return order;
    const down = state.sort.startsWith('-');
    const values = column(state.sort.replace(/^-/, ''));
    // Missing values stay last whichever way; equal ones keep the board's own order.
    return order.sort((a, b) => {
      const x = values[a], y = values[b];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a - b;
      return (down ? y - x : x - y) || a - b;
    });
  };
  // What can be seen is put in place at once, the rest of a long table a part a frame: laying out a
  // thousand rows takes longer than a reader should wait for the first of them.
  const ALL = 200, ROW = 30, PART = 250;
  let turn = 0;
  const place = (order) => {
    turn += 1;
    const mine = turn;
    let done = order.length <= ALL ? order.length : Math.ceil((table.parentNode.scrollTop + innerHeight) / ROW) + PART / 5;
    body.replaceChildren(...order.slice(0, done));
    const more = () => {
      if (turn !== mine || done >= order.length) return;
      body.append(...order.slice(done, done + PART));
      done += PART;
      requestAnimationFrame(() => setTimeout(more));
    };
    requestAnimationFrame(() => setTimeout(more));
  };
  let shown = '';
  const apply = () => {
    const parts = state.q.toLowerCase().replace(/[-_./]/g, ' ').split(/\s+/).filter(Boolean);
    let n = 0;
    rows.forEach((row, i) => {
      const keep = parts.every((part) => names[i].includes(part)) && matches(i);
      if (row.hidden === keep) row.hidden = !keep;
      if (keep) n += 1;
    });
    if (state.sort !== shown) {
      place(sorted().map((i) => rows[i]));
      shown = state.sort;
    }
    for (const cell of head.cells) cell.removeAttribute('aria-sort');
    if (state.sort) {
      const key = state.sort.replace(/^-/, '');
      head.cells[at.get(key)].setAttribute('aria-sort', state.sort === key ? 'ascending' : 'descending');
    }
    applyColumns();
    count.textContent = words.count.replace('%n', n).replace('%m', rows.length);
    reset.hidden = !address().toString();
    history.replaceState(null, '', address().toString() ? `?${address()}${location.hash}` : location.pathname + location.hash);
  };
  const matches = (i) => Object.entries(state.pick).every(([name, value]) => {
    if (!value) return true;
    const own = facts.rows[name]?.[i] ?? null;
    if (limits[name]) return own !== null && own <= Number(value);
    if (name === 'date') return own >= value;
    return String(own) === value;
  });
  let hiddenNow = new Set();
  const applyColumns = () => {
    const hide = new Set(state.hide);
    for (const each of facts.columns) {
      for (const [name, value] of Object.entries(state.tasks)) {
        if (value && ![each[name]].flat().includes(value)) hide.add(each.task);
      }
    }
    for (const key of new Set([...hide, ...hiddenNow])) {
      const i = at.get(key), gone = hide.has(key);
      if (gone === hiddenNow.has(key)) continue;
      head.cells[i].hidden = gone;
      for (const row of rows) row.cells[i].hidden = gone;
    }
    hiddenNow = hide;
  };
  let baseNow = '';
  const applyBase = () => {
    if (state.base === baseNow) return;
    const which = rows.findIndex((row) => idOf(row) === state.base);
    for (const key of ['overall', ...facts.columns.map((each) => each.task)]) {
      const i = at.get(key);
      if (i === undefined) continue;
      const values = column(key);
      rows.forEach((row, r) => {
        const small = row.cells[i].querySelector('small');
        if (!small || row.cells[i].classList.contains('none')) return;
        const difference = which < 0 ? NaN : values[r] - values[which];
        small.textContent = which < 0 ? original[r][i]
          : Number.isNaN(difference) ? '' : (difference > 0 ? '+' : difference < 0 ? '\u2212' : '±') + Math.abs(difference).toFixed(decimals(row.cells[i]));
      });
    }
    rows.forEach((row, r) => row.classList.toggle('baseline', r === which));
    note.hidden = which < 0;
    baseNow = which < 0 ? '' : state.base;
    state.base = baseNow;
  };
  const decimals = (cell) => (/\.(\d+)/.exec(cell.firstChild.textContent)?.[1] ?? '').length;
  const idOf = (row) => row.cells[at.get('model')].querySelector('a').getAttribute('href').replace(/^(\.\.\/)*m\/|\/index\.html$/g, '');

  // -- the address

  const address = () => {
    const query = new URLSearchParams();
    if (state.sort) query.set('sort', state.sort);
    if (state.q) query.set('q', state.q);
    if (state.hide.size) query.set('hide', [...state.hide].sort().join(','));
    for (const [name, value] of Object.entries(state.pick)) if (value) query.set(name, value);
    for (const [name, value] of Object.entries(state.tasks)) if (value) query.set(`task-${name}`, value);
    if (state.base) query.set('base', state.base);
    const weights = new URLSearchParams(location.search).get('w');
    if (weights) query.set('w', weights);
    return query;
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    const sort = query.get('sort') ?? '';
    state.sort = at.has(sort.replace(/^-/, '')) ? sort : '';
    state.q = query.get('q') ?? '';
    state.hide = new Set((query.get('hide') ?? '').split(',').filter((key) => at.has(key)));
    for (const name of picks) state.pick[name] = query.get(name) ?? '';
    for (const name of taskPicks) state.tasks[name] = query.get(`task-${name}`) ?? '';
    state.base = query.get('base') ?? '';
  };

  // -- controls

  const picks = ['open', 'commercial', 'licence', 'organisation', 'size', 'memory', 'trust', 'date'];
  const taskPicks = ['language', 'domain', 'type', 'group'];
  const distinct = (values) => [...new Set(values.flat().filter((value) => value !== null && value !== ''))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  // A few round limits in place of hundreds of different values; only those that leave some rows out.
  const limits = { size: [0.5e9, 1e9, 2e9, 4e9, 8e9, 15e9, 35e9, 80e9, 200e9], memory: [1e9, 2e9, 4e9, 8e9, 16e9, 24e9, 48e9, 80e9, 160e9] };
  const sizeText = (size) => (size >= 1e9 ? `${+(size / 1e9).toPrecision(3)} B` : `${+(size / 1e6).toPrecision(3)} M`);
  const choice = (name, values, target, text) => {
    const select = make('select', { name }, make('option', { value: '', textContent: words.any }));
    for (const value of values) select.append(make('option', { value, textContent: text ? text(value) : words.values[value] ?? value }));
    select.addEventListener('change', () => { target[name] = select.value; apply(); });
    controls.push(() => { select.value = target[name] ?? ''; });
    return make('label', {}, make('span', { textContent: words[name] }), select);
  };
  const controls = [];
  const tools = document.getElementById('tools');
  const search = make('input', { type: 'search', id: 'q', autocomplete: 'off', spellcheck: false, placeholder: words.filter });
  search.setAttribute('aria-label', words.filter);
  const count = make('output', {});
  count.setAttribute('for', 'q');
  const reset = make('button', { type: 'button', className: 'plain', textContent: words.reset, hidden: true });
  const note = make('p', { className: 'note', textContent: words.differences, hidden: true });
  const menu = (title, ...children) => make('details', {}, make('summary', { textContent: title }), make('div', {}, ...children));
  const build = () => {
    const own = [];
    for (const name of picks) {
      let values = distinct(facts.rows[name] ?? []);
      if (limits[name]) values = limits[name].filter((limit) => limit >= values[0] && limit < values.at(-1));
      else if (name === 'date' && values.length > 12) values = distinct(values.map((day) => day.slice(0, 7)));
      if (values.length > (limits[name] ? 0 : 1)) own.push(choice(name, values, state.pick, name === 'size' ? (v) => `≤ ${sizeText(v)}` : name === 'memory' ? (v) => `≤ ${v / 1e9}\u00a0GB` : name === 'date' ? (v) => `≥ ${v}` : null));
    }
    const ofTasks = [];
    for (const name of taskPicks) {
      const values = distinct(facts.columns.map((each) => each[name]));
      if (values.length > 1) ofTasks.push(choice(name, values, state.tasks));
    }
    const boxes = facts.columns.map((each) => {
      const box = make('input', { type: 'checkbox' });
      box.addEventListener('change', () => { if (box.checked) state.hide.delete(each.task); else state.hide.add(each.task); apply(); });
      controls.push(() => { box.checked = !state.hide.has(each.task); });
      return make('label', {}, box, make('span', { textContent: each.title }));
    });
    const base = choice('base', rows.map(idOf), state, (value) => value);
    base.querySelector('select').addEventListener('change', applyBase);
    tools.append(search);
    if (own.length) tools.append(menu(words.models, ...own));
    if (ofTasks.length || boxes.length > 1) tools.append(menu(words.columns, ...ofTasks, ...boxes));
    if (rows.length > 1) tools.append(menu(words.base, base));
    tools.append(reset, count);
    tools.after(note);
    tools.hidden = false;
    for (const cell of head.cells) {
      const label = cell.querySelector('span'), key = cell.dataset.key;
      const button = make('button', { type: 'button' });
      if (label) { button.textContent = label.textContent; label.replaceWith(button); } else {
        const link = cell.querySelector('a');
        button.setAttribute('aria-label', `${words.sort} ${link.textContent}`);
        link.after('\u00a0', button);
      }
      button.addEventListener('click', () => {
        const down = `-${key}`;
        const [one, other] = startsDown(key) ? [down, key] : [key, down];
        state.sort = state.sort === one ? other : state.sort === other ? '' : one;
        apply();
      });
    }
  };
  const show = () => {
    search.value = state.q;
    for (const control of controls) control();
    applyBase();
    apply();
  };

  build();
  search.addEventListener('input', () => { state.q = search.value; apply(); });
  reset.addEventListener('click', () => {
    Object.assign(state, { sort: '', q: '', base: '' });
    state.hide.clear();
    for (const name of picks) state.pick[name] = '';
    for (const name of taskPicks) state.tasks[name] = '';
    document.dispatchEvent(new Event('reset'));
    show();
    search.focus();
  });
  addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
    if (event.key === 'Escape') {
      for (const open of tools.querySelectorAll('details[open]')) { open.open = false; open.firstChild.focus(); }
      if (document.activeElement === search && state.q) { state.q = search.value = ''; apply(); }
    }
  });
  document.addEventListener('click', (event) => {
    for (const open of tools.querySelectorAll('details[open]')) if (!open.contains(event.target)) open.open = false;
  });
  restore();
  if (location.search) show(); else { for (const control of controls) control(); count.textContent = words.count.replace('%n', rows.length).replace('%m', rows.length); }
  document.documentElement.dataset.ready = 'table';
})();
