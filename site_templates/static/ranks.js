// Rank ranges for the reader's own choice of tasks and weights: the same whole numbers as the
// build's (rust/src/stats/ranks.rs explains the method). Only + - * / and the square root are used,
// in the same order, so every browser agrees with Rust. Knows nothing of pages.
(function (root) {
  "use strict";

  // Squared distances between the models' rounded influences; kept, since weights change more often.
  function distances(task, n) {
    if (task.squares) return task;
    var clusters = task.n_clusters, q = task.influences, squares = new Float64Array(n * n);
    var trace = 0, own = new Float64Array(n), a, b, c, sum, at, to;
    for (a = 0; a < n; a++) {
      for (b = a; b < n; b++) {
        at = a * clusters;
        to = b * clusters;
        for (sum = 0, c = 0; c < clusters; c++) sum += q[at + c] * q[to + c];
        squares[a * n + b] = sum;
      }
      own[a] = squares[a * n + a];
      trace += own[a];
    }
    for (a = 0; a < n; a++) {
      squares[a * n + a] = 0;
      for (b = a + 1; b < n; b++) {
        squares[a * n + b] = squares[b * n + a] = own[a] + own[b] - 2 * squares[a * n + b];
      }
    }
    task.squares = squares;
    task.trace = trace;
    task.unit = task.scale * task.scale * (clusters / (clusters - 1));
    return task;
  }

  // Variances of differences, degrees of freedom and number of clusters of a weighted sum of tasks.
  function join(tasks, shares, n, degrees) {
    var variances = new Float64Array(n * n), clusters = 0, known = true;
    var spread = 0, squares = 0, all = 0;
    tasks.forEach(function (task, t) {
      if (shares[t] === 0) return;
      clusters += task.n_clusters;
      if (task.n_clusters < 2) {
        known = false;
        return;
      }
      distances(task, n);
      var unit = shares[t] * shares[t] * task.unit;
      for (var i = 0; i < n * n; i++) variances[i] += unit * task.squares[i];
      var part = unit * task.trace, df = task.n_clusters - 1;
      spread += part;
      squares += part * part / df;
      all += df;
    });
    var exact = (squares > 0 ? spread * spread / squares : all) + 1e-9, row = -1;
    while (known && row + 1 < degrees.length && degrees[row + 1] <= exact) row++;
    return { variances: variances, clusters: clusters, row: row };
  }

  // Where Holm's step-down stops: a difference counts when its |t| is above this.
  function threshold(statistics, critical) {
    var left = statistics.length - 1;
    while (left > 0) {
      var limit = critical[left - 1], passed = 0;
      for (var j = 0; j < statistics.length; j++) if (statistics[j] > limit) passed++;
      if (statistics.length - 1 - passed === left) return limit;
      left = statistics.length - 1 - passed;
    }
    return critical.length ? critical[0] : Infinity;
  }

  // tasks: [{scores: [K] transformed, n_clusters, scale, influences: [K * n_clusters] integers}],
  // weights: one a task, at least 0; critical: {degrees: [], values: [[K - 1] a degree]}.
  // Returns {values: [K], ranges: [{rank, low, high}]}, models in the order given.
  function rank(tasks, weights, critical) {
    var n = tasks.length ? tasks[0].scores.length : 0, whole = 0, values = [], ranges = [], i, j;
    weights.forEach(function (weight) { whole += weight; });
    if (!(whole > 0)) return { values: [], ranges: [] };
    var shares = weights.map(function (weight) { return weight / whole; });
    for (i = 0; i < n; i++) values.push(0);
    tasks.forEach(function (task, t) {
      if (shares[t] > 0) for (i = 0; i < n; i++) values[i] += shares[t] * task.scores[i];
    });
    var joined = join(tasks, shares, n, critical.degrees), limits = critical.values[joined.row] || [];
    var statistics = new Float64Array(n);
    for (i = 0; i < n; i++) {
      for (j = 0; j < n; j++) {
        var d = values[i] - values[j], floor = d * d / joined.clusters;
        var variance = joined.variances[i * n + j];
        if (variance < floor) variance = floor;
        statistics[j] = d === 0 || joined.row < 0 ? 0 : (d < 0 ? -d : d) / Math.sqrt(variance);
      }
      var limit = threshold(statistics, limits), better = 0, worse = 0, above = 0;
      for (j = 0; j < n; j++) {
        if (values[j] > values[i]) above++;
        if (statistics[j] > limit) {
          if (values[j] > values[i]) better++;
          else worse++;
        }
      }
      ranges.push({ rank: above + 1, low: better + 1, high: n - worse });
    }
    return { values: values, ranges: ranges };
  }

  // The smallest share of the weight that must move before another row draws level with the first:
  // {leader, moved, rival, source, target}, or null where no weights do. As the build's (flips.py).
  function flip(tasks, weights) {
    var n = tasks.length ? tasks[0].scores.length : 0, whole = 0, totals = [], leader = 0, nearest = null, i;
    weights.forEach(function (weight) { whole += weight; });
    if (!(whole > 0) || n < 2) return null;
    var shares = weights.map(function (weight) { return weight / whole; });
    for (i = 0; i < n; i++) {
      totals.push(tasks.reduce(function (sum, task, t) { return sum + shares[t] * task.scores[i]; }, 0));
      if (totals[i] > totals[leader]) leader = i;
    }
    for (i = 0; i < n; i++) {
      if (i === leader) continue;
      var ahead = tasks.map(function (task) { return task.scores[leader] - task.scores[i]; });
      var order = ahead.map(function (_, t) { return t; }).sort(function (a, b) { return ahead[b] - ahead[a] || a - b; });
      var target = 0, left = 0, moved = 0, t, gain, taken;
      for (t = 0; t < ahead.length; t++) {
        if (ahead[t] < ahead[target]) target = t;
        left += shares[t] * ahead[t];
      }
      if (ahead[target] >= 0) continue;
      for (t = 0; t < order.length; t++) {
        gain = ahead[order[t]] - ahead[target];
        if (left <= 0 || gain <= 0) break;
        taken = left / gain < shares[order[t]] ? left / gain : shares[order[t]];
        moved += taken;
        left -= taken * gain;
      }
      if (!nearest || moved < nearest.moved) {
        nearest = { leader: leader, moved: moved, rival: i, source: order.filter(function (t) { return shares[t] > 0; })[0], target: target };
      }
    }
    return nearest;
  }

  // Row a minus row b over the weighted tasks: {value, low, high}, ends null where nothing is known.
  // The interval is Student's over clusters and holds for `n` such differences at once.
  function difference(tasks, weights, critical, a, b, n) {
    var whole = 0, value = 0, variance = 0, squares = 0, all = 0, clusters = 0, known = true, row = -1;
    weights.forEach(function (weight) { whole += weight; });
    tasks.forEach(function (task, t) {
      var share = weights[t] / whole, q = task.influences, size = task.n_clusters, sum = 0;
      if (!(share > 0)) return;
      clusters += size;
      value += share * (task.scores[a] - task.scores[b]);
      if (size < 2) {
        known = false;
        return;
      }
      for (var c = 0; c < size; c++) sum += (q[a * size + c] - q[b * size + c]) * (q[a * size + c] - q[b * size + c]);
      var part = share * share * task.scale * task.scale * (size / (size - 1)) * sum;
      variance += part;
      squares += part * part / (size - 1);
      all += size - 1;
    });
    var exact = (squares > 0 ? variance * variance / squares : all) + 1e-9;
    while (known && row + 1 < critical.degrees.length && critical.degrees[row + 1] <= exact) row++;
    var limit = row < 0 ? undefined : critical.values[row][n - 1];
    if (limit === undefined) return { value: value, low: null, high: null };
    // The test's error is at least |value| / sqrt(clusters), which matters with very few of them only.
    var floor = value * value / clusters;
    if (clusters <= limit * limit && variance < floor) variance = floor;
    var half = limit * Math.sqrt(variance);
    return { value: value, low: value - half, high: value + half };
  }

  root.llmsiteRanks = { rank: rank, flip: flip, difference: difference };
})(typeof window === "undefined" ? globalThis : window);
