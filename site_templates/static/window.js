// A leaderboard of more than a thousand rows: the page holds the first rows, this loads the rest.
// Rows and task columns outside the view are not in the document; a column's scores are loaded when
// it comes into view, its intervals when they are asked for. State lives in the address.
(() => {
  'use strict';
  const table = document.querySelector('table[data-source]');
  if (!table) return;
  const { columns, words } = JSON.parse(document.getElementById('facets').textContent);
  const source = table.dataset.source, expected = table.dataset.hash;
  const box = table.parentNode, body = table.tBodies[0], head = table.tHead.rows[0];
  const HEIGHT = 30, EXTRA = 4;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const heads = [...head.cells];
  const at = new Map(heads.map((cell, i) => [cell.dataset.key, i]));
  const before = heads.findIndex((cell) => cell.dataset.key === columns[0].task);
  const toModel = body.rows[0].querySelector('a').getAttribute('href').replace(/m\/[^/]+\/[^/]+\/index\.html$/, 'm/');
  const state = { sort: '', q: '', base: '', pick: {}, tasks: {}, hide: new Set(), intervals: false };
  const scores = new Map(), intervals = new Map(), pending = new Map();
  let core, n = 0, base = -1, view, shown = 0, low = [];
  let width = 0, left = 0, first = 0, last = 0, from = 0, to = 0, rows = [], frame = 0, visible = [], drawn = '';

  // -- loading

  const load = async (name) => {
    const response = await fetch(source + name);
    if (!response.ok) throw new Error('stale');
    const part = await response.json();
    if (part.hash !== expected) throw new Error('stale');
    return part;
  };
  const say = (error) => { count.textContent = location.protocol === 'file:' ? words.disk : error.message === 'stale' ? words.stale : words.disk; };
  const need = (key, kind = 'c') => {
    const known = kind === 'c' ? scores : intervals, name = `${kind}${String(columns.findIndex((each) => each.task === key)).padStart(2, '0')}.json`;
    if (known.has(key)) return Promise.resolve(known.get(key));
    if (!pending.has(name)) {
      pending.set(name, load(name).then((part) => { known.set(key, part); later(true); return part; }, (error) => { pending.delete(name); say(error); }));
    }
    return pending.get(name);
  };

  // -- order

  const keysOf = (key) => {
    if (key === 'rank') return core.low;
    if (key === 'overall') return core.overall;
    if (key === 'size') return core.sizes;
    if (key === 'trust') return core.facets.trust.codes;
    if (key === 'model') return core.order ??= (() => {
      const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (low[a] < low[b] ? -1 : low[a] > low[b] ? 1 : 0));
      const rank = new Uint32Array(n);
      order.forEach((row, i) => { rank[row] = i; });
      return rank;
    })();
    return scores.get(key).v;
  };
  const resort = () => {
    const part = view.subarray(0, shown);
    part.sort();
    if (!state.sort) return;
    const down = state.sort.startsWith('-'), keys = keysOf(state.sort.replace(/^-/, ''));
    // Numbers only, so that no comparison function is called: key times 2^21 plus the row. A missing
    // value is larger than any; equal ones keep the board's order.
    const values = new Float64Array(shown);
    for (let i = 0; i < shown; i += 1) {
      const row = part[i], key = keys[row];
      values[i] = (key === null || key < -1e6 ? 3e9 : down ? 1e9 - key : 1e9 + key) * 2097152 + row;
    }
    values.sort();
    for (let i = 0; i < shown; i += 1) part[i] = values[i] % 2097152;
  };
  const refilter = () => {
    const parts = state.q.toLowerCase().replace(/[-_./]/g, ' ').split(/\s+/).filter(Boolean);
    const tests = Object.entries(state.pick).filter(([, value]) => value).map(([name, value]) => {
      const { values, codes } = core.facets[name];
      if (limits[name]) return (i) => codes[i] >= 0 && values[codes[i]] <= Number(value);
      if (name === 'date') return (i) => codes[i] >= 0 && values[codes[i]] >= value;
      const code = values.indexOf(value);
      return (i) => codes[i] === code;
    });
    shown = 0;
    for (let i = 0; i < n; i += 1) if (parts.every((part) => low[i].includes(part)) && tests.every((test) => test(i))) { view[shown] = i; shown += 1; }
    resort();
    table.setAttribute('aria-rowcount', shown + 1);
    count.textContent = words.count.replace('%n', shown.toLocaleString()).replace('%m', n.toLocaleString());
  };

  // -- rows

  const text = (value, decimals) => (value === null || value === undefined ? '' : (value / 10 ** decimals).toFixed(decimals).replace('-', '\u2212'));
  const pad = () => { const row = make('tr', { className: 'pad' }, make('td')); row.setAttribute('aria-hidden', 'true'); return row; };
  const top = pad(), bottom = pad();
  const build = () => {
    const row = make('tr'), name = make('th', { scope: 'row' }, make('a'), ' ', make('small'));
    if (at.has('rank')) row.append(make('td', {}, ''));
    row.append(name);
    if (at.has('overall')) row.append(make('td', { className: 'all' }, '', ' ', make('small')));
    const space = make('td', { className: 'space' });
    space.style.width = `${first * width}px`;
    space.setAttribute('aria-hidden', 'true');
    const after = space.cloneNode();
    after.style.width = `${(visible.length - last) * width}px`;
    row.append(space);
    for (let j = first; j < last; j += 1) row.append(make('td', {}, '', make('small')));
    row.append(after, make('td', {}, ''), make('td', {}, ''));
    for (const cell of row.children) cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell');
    row.setAttribute('role', 'row');
    return row;
  };
  const difference = (value, other, decimals) => (value === null || other === null ? '' : (value > other ? '+' : value < other ? '\u2212' : '±') + (Math.abs(value - other) / 10 ** decimals).toFixed(decimals));
  const put = (node, value) => { if (node.data !== value) node.data = value; };
  const fill = (row, i) => {
    const m = view[i];
    row.dataset.row = m;
    row.classList.toggle('baseline', m === base);
    row.classList.toggle('claimed', core.facets.trust.values[core.facets.trust.codes[m]] === 'claimed');
    row.setAttribute('aria-rowindex', i + 2);
    let cell = row.firstChild;
    if (at.has('rank')) { put(cell.firstChild ?? cell.appendChild(new Text('')), core.low[m] === null ? '' : core.span[m] === 0 ? String(core.low[m]) : `${core.low[m]}\u2013${core.low[m] + core.span[m]}`); cell = cell.nextSibling; }
    const [link, , maker] = cell.childNodes;
    link.textContent = core.name[m];
    link.href = `${toModel}${core.id[m]}/index.html`;
    maker.textContent = core.facets.organisation.values[core.facets.organisation.codes[m]] ?? '';
    cell = cell.nextSibling;
    if (at.has('overall')) {
      put(cell.firstChild, text(core.overall[m], 1));
      cell.lastChild.textContent = base >= 0 ? difference(core.overall[m], core.overall[base], 1) : core.below[m] === null ? '' : `${text(core.overall[m] - core.below[m], 1)}\u2013${text(core.overall[m] + core.above[m], 1)}`;
      cell = cell.nextSibling;
    }
    cell = cell.nextSibling;
    for (let j = first; j < last; j += 1, cell = cell.nextSibling) {
      const key = visible[j], part = scores.get(key), ends = state.intervals && intervals.get(key);
      put(cell.firstChild, part ? text(part.v[m], part.decimals) : '…');
      cell.lastChild.textContent = part && base >= 0 ? ` ${difference(part.v[m], part.v[base], part.decimals)}` : part && ends && ends.below[m] !== null ? ` ${text(part.v[m] - ends.below[m], part.decimals)}\u2013${text(part.v[m] + ends.above[m], part.decimals)}` : '';
    }
    cell = cell.nextSibling;
    put(cell.firstChild, sizeText(core.sizes[m]));
    put(cell.nextSibling.firstChild, words.values[core.facets.trust.values[core.facets.trust.codes[m]]] ?? '');
  };
  const sizeText = (size) => (size === null ? '' : size >= 1e9 ? `${(size / 1e9).toFixed(size < 1e10 ? 1 : 0)}\u00a0B` : `${(size / 1e6).toFixed(size < 1e7 ? 1 : 0)}\u00a0M`);
  const later = (force) => { if (force) first = -1; if (!frame) frame = requestAnimationFrame(draw); };
  const draw = () => {
    frame = 0;
    const a = Math.max(0, Math.min(shown, Math.floor(box.scrollTop / HEIGHT)) - EXTRA);
    const b = Math.min(shown, Math.ceil((box.scrollTop + box.clientHeight) / HEIGHT) + EXTRA);
    const c = Math.max(0, Math.floor((box.scrollLeft - left) / width) - 1);
    const d = Math.min(visible.length, Math.ceil((box.scrollLeft + box.clientWidth - left) / width) + 2);
    // The row that has the focus would silently become another model: the focus goes to the table.
    const focused = body.contains(document.activeElement) ? document.activeElement.closest('tr') : null;
    const kept = focused ? Number(focused.dataset.row) : -1;
    if (c !== first || d !== last || b - a !== rows.length) {
      first = c; last = d;
      rows = Array.from({ length: b - a }, build);
      body.replaceChildren(top, ...rows, bottom);
      for (const key of visible.slice(first, last)) { need(key); if (state.intervals) need(key, 'i'); }
    }
    rows.forEach((row, i) => fill(row, a + i));
    from = a; to = b;
    top.firstChild.style.height = `${a * HEIGHT}px`;
    bottom.firstChild.style.height = `${(shown - b) * HEIGHT}px`;
    if (kept >= 0) {
      const same = rows.find((row) => Number(row.dataset.row) === kept);
      if (same) same.querySelector('a').focus({ preventScroll: true }); else box.focus({ preventScroll: true });
    }
  };

  // -- controls and address

  const picks = ['open', 'commercial', 'licence', 'organisation', 'size', 'memory', 'trust', 'date'];
  const taskPicks = ['language', 'domain', 'type', 'group'];
  // A few round limits in place of hundreds of different values; only those that leave some rows out.
  const limits = { size: [0.5e9, 1e9, 2e9, 4e9, 8e9, 15e9, 35e9, 80e9, 200e9], memory: [1e9, 2e9, 4e9, 8e9, 16e9, 24e9, 48e9, 80e9, 160e9] };
  const tools = document.getElementById('tools');
  const search = make('input', { type: 'search', id: 'q', autocomplete: 'off', spellcheck: false, placeholder: words.filter });
  search.setAttribute('aria-label', words.filter);
  const count = make('output', {});
  count.setAttribute('for', 'q');
  const reset = make('button', { type: 'button', className: 'plain', textContent: words.reset });
  const controls = [];
  const menu = (title, ...children) => make('details', {}, make('summary', { textContent: title }), make('div', {}, ...children));
  const choice = (name, values, show, target = state.pick) => {
    const select = make('select', { name }, make('option', { value: '', textContent: words.any }));
    for (const value of values) select.append(make('option', { value, textContent: show ? show(value) : words.values[value] ?? value }));
    select.addEventListener('change', () => { target[name] = select.value; changed(); });
    controls.push(() => { select.value = target[name] ?? ''; });
    return make('label', {}, make('span', { textContent: words[name] }), select);
  };
  const box2 = (label, get, set) => {
    const input = make('input', { type: 'checkbox' });
    input.addEventListener('change', () => { set(input.checked); changed(); });
    controls.push(() => { input.checked = get(); });
    return make('label', {}, input, make('span', { textContent: label }));
  };
  const address = () => {
    const query = new URLSearchParams();
    if (state.sort) query.set('sort', state.sort);
    if (state.q) query.set('q', state.q);
    if (state.hide.size) query.set('hide', [...state.hide].sort().join(','));
    if (state.intervals) query.set('intervals', '1');
    for (const [name, value] of Object.entries(state.pick)) if (value) query.set(name, value);
    for (const [name, value] of Object.entries(state.tasks)) if (value) query.set(`task-${name}`, value);
    if (state.base) query.set('base', state.base);
    return query.toString();
  };
  const changed = async () => {
    const key = state.sort.replace(/^-/, '');
    if (columns.some((each) => each.task === key) && !scores.has(key) && !(await need(key))) return;
    const wanted = Object.entries(state.tasks).filter(([, value]) => value);
    visible = columns.filter((each) => !state.hide.has(each.task) && wanted.every(([name, value]) => [each[name]].flat().includes(value))).map((each) => each.task);
    for (const each of columns) head.cells[at.get(each.task)].hidden = !visible.includes(each.task);
    base = core.id.indexOf(state.base);
    note.hidden = base < 0;
    for (const cell of head.cells) cell.removeAttribute('aria-sort');
    if (state.sort) head.cells[at.get(key)].setAttribute('aria-sort', state.sort === key ? 'ascending' : 'descending');
    refilter();
    box.scrollTop = 0;
    const asked = `${visible} ${state.intervals}`;
    if (asked !== drawn) first = -1;
    drawn = asked;
    draw();
    const query = address();
    reset.hidden = !query;
    history.replaceState(null, '', (query ? `?${query}` : location.pathname) + location.hash);
  };
  const restore = () => {
    const query = new URLSearchParams(location.search);
    const sort = query.get('sort') ?? '';
    state.sort = at.has(sort.replace(/^-/, '')) ? sort : '';
    state.q = query.get('q') ?? '';
    state.hide = new Set((query.get('hide') ?? '').split(',').filter((key) => columns.some((each) => each.task === key)));
    state.intervals = query.get('intervals') === '1';
    for (const name of picks) state.pick[name] = (name in core.facets && query.get(name)) || '';
    for (const name of taskPicks) state.tasks[name] = query.get(`task-${name}`) ?? '';
    state.base = core.id.includes(query.get('base')) ? query.get('base') : '';
    fillBase();
    search.value = state.q;
    for (const control of controls) control();
  };

  // Of many thousand rows, those that are shown first can be chosen: the filter finds any other.
  const BASES = 200;
  const note = make('p', { className: 'note', textContent: words.differences, hidden: true });
  const baseLabel = choice('base', [], null, state);
  const fillBase = () => {
    const select = baseLabel.querySelector('select'), offered = new Set([...view.subarray(0, Math.min(shown, BASES))].map((i) => core.id[i]));
    if (state.base) offered.add(state.base);
    select.replaceChildren(select.options[0], ...[...offered].map((id) => make('option', { value: id, textContent: id })));
    select.value = state.base;
  };

  const start = async () => {
    try { core = await load('core.json'); } catch (error) { say(error); tools.append(count); tools.hidden = false; return; }
    n = core.id.length;
    core.sizes = core.facets.size.codes.map((code) => (code < 0 ? null : core.facets.size.values[code]));
    low = core.name.map((name, i) => `${core.id[i]} ${name}`.toLowerCase().replace(/[-_./]/g, ' '));
    view = new Uint32Array(n);
    const own = [];
    for (const name of picks) {
      let { values } = core.facets[name] ?? { values: [] };
      if (limits[name]) values = limits[name].filter((limit) => limit >= values[0] && limit < values.at(-1));
      else if (name === 'date' && values.length > 12) values = [...new Set(values.map((day) => day.slice(0, 7)))];
      if (values.length > (limits[name] ? 0 : 1)) own.push(choice(name, values, name === 'size' ? (v) => `≤ ${sizeText(v)}` : name === 'memory' ? (v) => `≤ ${v / 1e9}\u00a0GB` : name === 'date' ? (v) => `≥ ${v}` : null));
    }
    const ofTasks = [];
    for (const name of taskPicks) {
      const values = [...new Set(columns.flatMap((each) => each[name]))].filter(Boolean).sort();
      if (values.length > 1) ofTasks.push(choice(name, values, null, state.tasks));
    }
    tools.append(search);
    if (own.length) tools.append(menu(words.models, ...own));
    tools.append(menu(words.columns, box2(words.intervals, () => state.intervals, (on) => { state.intervals = on; }), ...ofTasks,
      ...columns.map((each) => box2(each.title, () => !state.hide.has(each.task), (on) => { if (on) state.hide.delete(each.task); else state.hide.add(each.task); }))));
    const bases = menu(words.base, baseLabel);
    bases.addEventListener('toggle', fillBase);
    tools.append(bases, reset, count);
    tools.after(note);
    tools.hidden = false;
    width = head.cells[before].offsetWidth;
    left = head.cells[before].offsetLeft;
    for (const cell of heads) {
      const label = cell.querySelector('span'), key = cell.dataset.key;
      const button = make('button', { type: 'button' });
      if (label) { button.textContent = label.textContent; label.replaceWith(button); } else {
        const link = cell.querySelector('a');
        button.setAttribute('aria-label', `${words.sort} ${link.textContent}`);
        link.after('\u00a0', button);
      }
      const task = columns.find((each) => each.task === key);
      const [one, other] = key === 'overall' || key === 'size' || (task && task.up) ? [`-${key}`, key] : [key, `-${key}`];
      button.addEventListener('click', () => { state.sort = state.sort === one ? other : state.sort === other ? '' : one; changed(); });
    }
    table.classList.add('window');
    restore();
    await changed();
    box.addEventListener('scroll', () => later(false), { passive: true });
    new ResizeObserver(() => later(true)).observe(box);
    search.addEventListener('input', () => { state.q = search.value; changed(); });
    reset.addEventListener('click', () => { history.replaceState(null, '', location.pathname); restore(); changed(); search.focus(); });
    addEventListener('keydown', (event) => {
      if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { event.preventDefault(); search.focus(); }
      if (event.key === 'Escape') {
        for (const open of tools.querySelectorAll('details[open]')) { open.open = false; open.firstChild.focus(); }
        if (document.activeElement === search && state.q) { state.q = search.value = ''; changed(); }
      }
    });
    document.addEventListener('click', (event) => { for (const open of tools.querySelectorAll('details[open]')) if (!open.contains(event.target)) open.open = false; });
    document.documentElement.dataset.ready = 'window';
  };
  start();
})();
