//! One test a rule, named after its id: its example comes out, and leaves the rule in its steps; where no
//! figures of the catalogue show it, the test that it names exists.

use oracle::rules;

use super::comes_out;

macro_rules! rules {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                let rule = rules::all().iter().find(|rule| name(&rule.id) == stringify!($name));
                comes_out(rule.unwrap());
            }
        )*

        const NAMED: &[&str] = &[$(stringify!($name)),*];
    };
}

rules! {
    r_amo_base
    r_amo_tarif_autorite
    r_amo_base_secteur_2
    r_amo_base_line
    r_amo_base_table
    r_amo_base_generic
    r_amo_not_reimbursed
    r_amo_psychologist
    r_amo_overseas
    r_amo_rate
    r_amo_regime_local
    r_amo_exemption_ald
    r_amo_exemption_maternite
    r_amo_exemption_at_mp
    r_amo_exemption_invalidite
    r_amo_exemption_prevention
    r_amo_majoration
    r_amo_authorised_overrun
    r_amo_complement
    r_amo_sampling
    r_amo_participation
    r_amo_franchise
    r_amo_deferred
    r_amo_recovered
    r_amo_stay_rate
    r_amo_stay_public
    r_amo_stay_exempt
    r_amo_stay_day_31
    r_amo_stay_fees
    r_amo_stay_comparison
    r_amo_stay_invoices
    r_amo_fj
    r_amo_fj_exit
    r_amo_fj_none
    r_amo_fj_payer
    r_amo_heavy_act
    r_amo_pas
    r_amo_pas_session
    r_amo_pas_exempt
    r_amo_fpu
    r_amc_theoretical
    r_amc_level
    r_amc_non_optam
    r_amc_ceiling
    r_amc_indemnity
    r_amc_not_covered
    r_amc_refunded_participation
    r_amc_price_limit
    r_amc_free
    r_amc_document
    r_amc_qualifier
    r_amc_waiting
    r_amc_authorised_overrun
    r_amc_frame
    r_amc_equipment
    r_amc_audio
    r_amc_renewal
    r_amc_deductible
    r_amc_number
    r_amc_fallback
    r_amc_floor
    r_amc_earlier
    r_amc_several
    r_amc_third_party
    r_amc_c2s
    r_amc_by_day
    r_amc_no_figure
    f_accepted
    f_duplicate
    f_damaged
    f_damaged_decompte
    n1
    n2
    n3
    n5
    n6
    n8
    n9
    n10
    n11
    n12
    n13
    n15
    act_unknown
    oc_other
    l_declare
    l_answer
    t_answers
    n0
    n4
    n7
    n14
    n16
    n17
    n18
    n19
    rights_suspended
    complement
    undue
    rights_ended
    check_several
    act_ambiguous
    check_amo_refused
    check_grouped
    check_invoice_date
    i_again
    i_order
    i_split
    i_merged
    i_renamed
    i_more_cover
}

/// The name of a rule's test: `r_amo_base` for `R-AMO-BASE`.
fn name(id: &str) -> String {
    id.to_lowercase().replace('-', "_")
}

/// In the order of the catalogue: a rule without test, or a test without rule, is told here.
#[test]
fn every_rule_has_its_test() {
    let ids: Vec<String> = rules::all().iter().map(|rule| name(&rule.id)).collect();
    assert_eq!(NAMED, ids);
}
