//! Precision, recall and F1 of what was found against what there is.
//!
//! A row holds the correct, the found and the existing; a correct one may count by half.

/// F1, precision and recall.
pub fn finish(total: &[f64], values: &mut [f64]) {
    let &[correct, found, existing] = total else {
        return values.fill(f64::NAN);
    };
    let share = |of: f64| if of > 0.0 { correct / of } else { 0.0 };
    let f1 = if found + existing > 0.0 {
        2.0 * correct / (found + existing)
    } else {
        0.0
    };
    for (value, result) in values.iter_mut().zip([f1, share(found), share(existing)]) {
        *value = result;
    }
}

/// Partial derivatives of F1 (0), precision (1) or recall (2).
pub fn gradient(total: &[f64], output: usize, out: &mut [f64]) {
    out.fill(0.0);
    let (&[correct, found, existing], [top, left, right]) = (total, out) else {
        return;
    };
    let (weight, with_found, with_existing) = match output {
        0 => (2.0, 1.0, 1.0),
        1 => (1.0, 1.0, 0.0),
        _ => (1.0, 0.0, 1.0),
    };
    let denominator = with_found * found + with_existing * existing;
    if denominator > 0.0 {
        let slope = -weight * correct / (denominator * denominator);
        *top = weight / denominator;
        *left = with_found * slope;
        *right = with_existing * slope;
    }
}
