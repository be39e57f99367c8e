use super::*;

fn close(got: f64, want: f64, relative: f64) {
    assert!(
        (got - want).abs() <= relative * want.abs(),
        "{got:e} is not {want:e}"
    );
}

#[test]
fn matches_scipy() {
    close(normal_quantile(1e-300), -37.0470962993612_f64, 1e-14);
    close(normal_quantile(1e-12), -7.034483825301131_f64, 1e-14);
    close(normal_quantile(1e-05), -4.264890793922825_f64, 1e-14);
    close(normal_quantile(0.025), -1.9599639845400545_f64, 1e-14);
    close(normal_quantile(0.2), -0.8416212335729142_f64, 1e-14);
    close(normal_quantile(0.49), -0.02506890825871106_f64, 1e-14);
    close(normal_quantile(0.6), 0.2533471031357997_f64, 1e-14);
    close(normal_quantile(0.975), 1.959963984540054_f64, 1e-14);
    close(normal_quantile(0.9999999), 5.199337582290661_f64, 1e-14);
    close(normal_cdf(-8.0), 6.22096057427174e-16_f64, 1e-13);
    close(normal_cdf(-1.96), 0.024997895148220435_f64, 1e-13);
    close(normal_cdf(0.3), 0.6179114221889526_f64, 1e-13);
    close(normal_cdf(4.0), 0.9999683287581669_f64, 1e-13);
    close(t_two_sided(0.1, 1.0), 0.9365489651388929_f64, 2e-13);
    close(t_two_sided(2.0, 1.0), 0.2951672353008665_f64, 2e-13);
    close(t_two_sided(12.7, 1.0), 0.05002432768934416_f64, 2e-13);
    close(t_two_sided(1.0, 2.0), 0.4226497308103742_f64, 2e-13);
    close(t_two_sided(2.5, 3.0), 0.08770664700806555_f64, 2e-13);
    close(t_two_sided(4.0, 9.0), 0.003110428310385855_f64, 2e-13);
    close(t_two_sided(1.96, 29.0), 0.059667795519591324_f64, 2e-13);
    close(t_two_sided(6.0, 99.0), 3.245916112345539e-08_f64, 2e-13);
    close(t_two_sided(2.0, 199.0), 0.04686000040128384_f64, 2e-13);
    close(t_two_sided(0.5, 999.0), 0.6171851909302895_f64, 2e-13);
    close(t_two_sided(3.9, 999.0), 0.0001026227459304016_f64, 2e-13);
    close(t_two_sided(1.96, 14041.0), 0.05001553933818123_f64, 2e-13);
    close(t_two_sided(20.0, 499.0), 8.719474657446854e-66_f64, 2e-13);
    close(t_two_sided(1.1, 100000.0), 0.2713347698789957_f64, 2e-13);
    close(t_two_sided(0.01, 5.0), 0.9924080180425819_f64, 2e-13);
    close(t_critical(0.05, 1.0), 12.706204736174705_f64, 1e-13);
    close(t_critical(0.05, 2.0), 4.302652729749464_f64, 1e-13);
    close(t_critical(0.1, 3.0), 2.3533634348018238_f64, 1e-13);
    close(t_critical(0.01, 4.0), 4.604094871349993_f64, 1e-13);
    close(t_critical(0.05, 9.0), 2.2621571627982053_f64, 1e-13);
    close(t_critical(0.05, 29.0), 2.0452296421327043_f64, 1e-13);
    close(t_critical(0.05, 199.0), 1.9719565442517537_f64, 1e-13);
    close(t_critical(0.05, 999.0), 1.96234146113345_f64, 1e-13);
    close(t_critical(0.0001, 999.0), 3.9063595611022115_f64, 1e-13);
    close(t_critical(1e-06, 30.0), 6.1190756203842165_f64, 1e-13);
    close(t_critical(0.05, 14041.0), 1.9601329520111468_f64, 1e-13);
    close(t_critical(0.9, 7.0), 0.13029279659177737_f64, 1e-13);
    close(t_critical(0.5, 2.0), 0.816496580927726_f64, 1e-13);
    close(beta_cdf(0.3, 2.0, 5.0), 0.5798250000000003_f64, 1e-11);
    close(beta_cdf(0.9, 0.5, 0.5), 0.7951672353008665_f64, 1e-11);
    close(beta_cdf(0.01, 10.0, 3.0), 6.480550000000001e-19_f64, 1e-11);
    close(beta_cdf(0.5, 500.0, 510.0), 0.6235397566556701_f64, 1e-11);
    close(
        beta_cdf(0.701, 7000.0, 3000.0),
        0.5852883691723327_f64,
        1e-11,
    );
    close(beta_cdf(0.02, 1.0, 50.0), 0.635830319912883_f64, 1e-11);
    close(
        beta_quantile(0.025, 3.0, 8.0),
        0.06673951117773447_f64,
        1e-13,
    );
    close(
        beta_quantile(0.975, 3.0, 8.0),
        0.5560954623076415_f64,
        1e-13,
    );
    close(
        beta_quantile(0.05, 1.0, 50.0),
        0.0010253398672320636_f64,
        1e-13,
    );
    close(
        beta_quantile(0.025, 700.0, 301.0),
        0.670538321302634_f64,
        1e-13,
    );
    close(beta_quantile(0.5, 0.5, 9.0), 0.02564949186142079_f64, 1e-13);
    close(binomial_pmf(0, 10, 0.5), 0.0009765625_f64, 1e-12);
    close(binomial_cdf(0, 10, 0.5), 0.0009765625_f64, 1e-12);
    close(binomial_upper(0, 10, 0.5), 1.0_f64, 1e-12);
    close(binomial_pmf(3, 10, 0.5), 0.1171875_f64, 1e-12);
    close(binomial_cdf(3, 10, 0.5), 0.171875_f64, 1e-12);
    close(binomial_upper(3, 10, 0.5), 0.9453125_f64, 1e-12);
    close(binomial_pmf(4, 8, 0.5), 0.2734375_f64, 1e-12);
    close(binomial_cdf(4, 8, 0.5), 0.63671875_f64, 1e-12);
    close(binomial_upper(4, 8, 0.5), 0.63671875_f64, 1e-12);
    close(binomial_pmf(40, 100, 0.5), 0.010843866711637987_f64, 1e-12);
    close(binomial_cdf(40, 100, 0.5), 0.028443966820490395_f64, 1e-12);
    close(binomial_upper(40, 100, 0.5), 0.9823998998911476_f64, 1e-12);
    close(
        binomial_pmf(480, 1000, 0.5),
        0.011340982371187728_f64,
        1e-12,
    );
    close(binomial_cdf(480, 1000, 0.5), 0.10872414660207047_f64, 1e-12);
    close(
        binomial_upper(480, 1000, 0.5),
        0.9026168357691172_f64,
        1e-12,
    );
    close(binomial_pmf(2, 300, 0.01), 0.22441425355547093_f64, 1e-12);
    close(binomial_cdf(2, 300, 0.01), 0.4220639175397442_f64, 1e-12);
    close(binomial_upper(2, 300, 0.01), 0.8023503360157267_f64, 1e-12);
    close(
        binomial_pmf(5000, 10200, 0.5),
        0.001111988883602507_f64,
        1e-12,
    );
    close(
        binomial_cdf(5000, 10200, 0.5),
        0.024393981563411226_f64,
        1e-12,
    );
    close(
        binomial_upper(5000, 10200, 0.5),
        0.9767180073201913_f64,
        1e-12,
    );
    close(f_upper(1.5, 9.0, 990.0), 0.14303105978584593_f64, 1e-12);
    close(f_upper(3.0, 4.0, 50.0), 0.026963406052932723_f64, 1e-12);
    close(f_upper(0.2, 2.0, 8.0), 0.822702474791882_f64, 1e-12);
}

#[test]
fn ends_are_defined() {
    assert_eq!(normal_quantile(0.5), 0.0);
    assert_eq!(normal_quantile(1.0), f64::INFINITY);
    assert!(normal_quantile(1.5).is_nan());
    assert_eq!(t_two_sided(f64::INFINITY, 3.0), 0.0);
    assert_eq!(t_two_sided(0.0, 3.0), 1.0);
    assert_eq!(t_critical(0.0, 5.0), f64::INFINITY);
    assert_eq!(t_critical(1.0, 5.0), 0.0);
    assert!(t_two_sided(1.0, 0.0).is_nan());
    assert_eq!(beta_cdf(0.0, 2.0, 3.0), 0.0);
    assert_eq!(beta_cdf(1.0, 2.0, 3.0), 1.0);
    assert_eq!(binomial_cdf(5, 5, 0.3), 1.0);
    assert_eq!(binomial_pmf(6, 5, 0.3), 0.0);
    assert_eq!(binomial_pmf(0, 5, 0.0), 1.0);
    assert_eq!(f_upper(0.0, 3.0, 4.0), 1.0);
}

#[test]
fn a_table_of_critical_values_is_that_of_single_ones() {
    for df in [2.0, 3.0, 10.0, 99.0, 10_000.0] {
        let mut before = t_critical(0.05, df);
        for left in 2..400 {
            let alpha = 0.05 / f64::from(left);
            before = t_critical_after(before, alpha, df);
            let alone = t_critical(alpha, df);
            assert!((before / alone - 1.0).abs() < 1e-13, "{df} {left}");
        }
    }
}
