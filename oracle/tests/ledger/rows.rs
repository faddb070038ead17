//! Which test shows each row of rules §9 and each check of noemie-format §11.1.

use std::collections::BTreeSet;

/// Every file in which such a test may stand.
const SOURCES: [&str; 7] = [
    include_str!("cancelling.rs"),
    include_str!("checks.rs"),
    include_str!("documents.rs"),
    include_str!("files.rs"),
    include_str!("rights.rs"),
    include_str!("settling.rs"),
    include_str!("../../src/ledger/reading.rs"),
];

/// Rows of rules §9, each with the tests that show it.
#[rustfmt::skip]
const ROWS: [(&str, &[&str]); 20] = [
    ("N0", &[
        "n0_the_line_is_settled_on_what_it_carries",
    ]),
    ("N1", &[
        "n1_a_covered_line_is_paid_to_the_insured",
        "n1_the_parent_whose_card_was_shown_is_paid",
    ]),
    ("N2", &[
        "n2_a_line_in_another_file_is_a_duplicate",
    ]),
    ("N3", &[
        "n3_a_line_settled_at_zero_or_held_is_suspected_too",
        "n3_a_number_comes_back_on_another_date",
        "n3_a_paper_decompte_of_a_line_that_came_is_suspected",
        "n3_an_act_that_was_refused_is_suspected_too",
        "n3_any_difference_makes_another_care",
        "n3_care_settled_on_paper_is_suspected_whatever_was_keyed_in",
        "n3_noemie_lines_that_differ_a_little_may_be_suspected_too",
        "n3_the_same_care_of_a_child_under_the_other_parent_is_held",
        "n3_the_same_care_under_another_number_is_held",
        "n3_two_caisses_that_send_the_same_care_are_suspected_whatever_their_numbers",
        "n3_two_equal_lines_of_one_decompte_are_both_due",
    ]),
    ("N4", &[
        "n4_a_second_mutuelle_that_pays_on_statement_is_no_second_body",
        "n4_two_active_bodies_hold_the_line",
        "n4_two_bodies_of_this_portfolio_hold_it_unless_the_addressee_is_meant",
    ]),
    ("N5", &[
        "n5_care_before_the_end_of_the_contract_is_settled_after_it",
    ]),
    ("N6", &[
        "n6_care_that_no_contract_covers_is_refused",
    ]),
    ("N7", &[
        "n7_care_before_the_start_is_refused",
        "n7_in_the_waiting_period_a_responsible_contract_owes_the_ticket_moderateur",
        "n7_in_the_waiting_period_any_other_contract_owes_nothing",
    ]),
    ("N8", &[
        "n8_a_contract_that_is_keyed_late_pays_what_was_refused",
        "n8_a_line_of_an_unknown_person_is_replayed_when_the_portfolio_brings_them",
        "n8_an_unknown_nir_is_refused",
        "n8_an_unknown_person_may_be_held_for_rights_to_come",
    ]),
    ("N9", &[
        "n9_a_birth_date_without_real_day_is_matched_by_its_month",
        "n9_a_person_keeps_the_counters_under_a_new_nir",
        "n9_another_rank_or_birth_date_is_held",
        "n9_another_real_day_of_the_same_month_is_held_unless_all_are_retried",
    ]),
    ("N10", &[
        "n10_a_held_line_is_withdrawn_and_never_released",
        "n10_a_negative_quantity_cancels_whatever_the_letter",
        "n10_a_payment_is_taken_back_from_whom_it_went_to",
        "n10_an_act_that_takes_a_participation_line_back_has_no_effect",
        "n10_the_counter_of_the_year_of_care_is_given_back_and_nothing_reopened",
        "n10_the_professional_owes_back_what_he_was_paid",
        "n10_what_was_settled_without_money_is_cancelled_without_effect",
    ]),
    ("N11", &[
        "n11_a_cancellation_that_names_nothing_or_another_caisse_is_held",
        "n11_a_cancellation_without_original_is_held_and_takes_it_back_when_it_comes",
        "n11_a_second_cancellation_is_held",
    ]),
    ("N12", &[
        "n12_a_regularisation_of_a_regularisation",
        "n12_a_regularisation_takes_the_place_of_its_original_before_any_suspect",
        "n12_a_third_party_payment_replaced_waits_for_its_invoice_in_both_orders",
        "n12_both_halves_in_one_file",
        "n12_cancelled_then_new",
        "n12_new_then_cancelled",
        "n12_the_counter_is_given_back_before_the_new_line_draws_on_it",
    ]),
    ("N13", &[
        "n13_a_target_may_settle_them_at_zero",
        "n13_comes_before_any_question_about_the_person",
        "n13_participation_and_franchise_have_no_effect",
    ]),
    ("N14", &[
        "n14_portability_lasts_as_the_contract_did",
        "n14_the_counters_go_on_in_portability",
    ]),
    ("N15", &[
        "n15_an_invoice_waits_with_a_line_that_waits_for_something_else",
        "n15_a_receipted_bill_may_have_to_wait_for_the_delay",
        "n15_a_third_party_card_or_the_register_make_the_amo_part_wait_too",
        "n15_an_invoice_after_the_insured_was_paid_is_refused_or_claimed_back",
        "n15_an_invoice_before_its_line_waits_for_it",
        "n15_an_invoice_is_paid_up_to_the_guarantee_and_to_the_claim",
        "n15_full_third_party_payment_waits_for_the_invoice",
        "n15_the_invoice_settles_the_line_at_zero_and_pays_the_professional",
        "n15_the_line_may_be_settled_at_zero_before_the_invoice",
        "n15_what_is_barred_is_refused_at_once_or_awaits_its_invoice_as_the_register_says",
        "n15_without_an_invoice_the_insured_is_paid_on_a_receipted_bill",
    ]),
    ("N16", &[
        "n16_a_cent_an_act_is_no_contradiction",
        "n16_amounts_that_do_not_agree_are_held_or_settled_as_carried",
        "n16_what_stands_between_base_and_amount_is_accounted_for",
    ]),
    ("N17", &[
        "n17_care_that_the_c2s_of_another_body_pays_is_refused",
        "n17_the_c2s_run_here_pays_what_the_amo_leaves_of_the_tariff",
    ]),
    ("N18", &[
        "n18_a_cancellation_is_never_barred",
        "n18_a_change_of_the_portfolio_brings_the_day_too",
        "n18_a_line_is_barred_two_years_after_the_amo_paid",
        "n18_care_of_several_days_is_to_come_as_long_as_one_of_them_is",
        "n18_care_still_to_come_is_held_until_its_day",
        "n18_the_day_may_come_while_something_else_is_awaited",
        "n18_what_came_in_time_and_slept_is_in_time",
        "n18_the_prescription_runs_from_the_amos_payment_or_as_the_register_says",
    ]),
    ("N19", &[
        "n19_a_statement_about_lines_that_wait_for_none_changes_nothing",
        "n19_a_second_mutuelle_waits_for_the_statement_and_pays_what_is_left",
        "n19_a_statement_before_its_line_waits_for_it",
        "n19_a_statement_of_several_lines_is_shared_in_their_order",
        "n19_the_total_never_exceeds_the_expense",
    ]),
];

/// Checks of noemie-format §11.1, each with the tests that show it.
#[rustfmt::skip]
const CHECKS: [(&str, &[&str]); 18] = [
    ("1 second NIR", &["n3_the_same_care_of_a_child_under_the_other_parent_is_held", "n1_the_parent_whose_card_was_shown_is_paid"]),
    ("1 the one covered on the care date", &["the_contract_of_the_date_of_care_pays"]),
    ("1 month and year only", &["n9_a_birth_date_without_real_day_is_matched_by_its_month", "n9_another_real_day_of_the_same_month_is_held_unless_all_are_retried"]),
    ("1 several", &["several_persons_born_in_the_month_are_held"]),
    ("1 none", &["n8_an_unknown_nir_is_refused", "n9_another_rank_or_birth_date_is_held"]),
    ("2 no mapping", &["an_unknown_act_holds_its_line_alone"]),
    ("2 ambiguous", &["an_act_that_several_headings_fit_is_held"]),
    ("3 régime 00", &["regime_00_is_read_as_01_to_find_an_original", "the_same_line_under_regime_00_is_the_same_care_or_one_line"]),
    ("3 sector from the zone", &["the_sector_is_that_of_the_zone"]),
    ("4 spent 0", &["an_expense_left_out_is_the_base"]),
    ("4 coefficient 0", &["a_coefficient_of_zero_is_one"]),
    ("4 spent = AMO amount", &["a_wholly_reimbursed_act_is_settled_at_zero"]),
    ("5 third-party card", &["n15_a_third_party_card_or_the_register_make_the_amo_part_wait_too"]),
    ("6 prescription", &["n18_a_line_is_barred_two_years_after_the_amo_paid"]),
    ("6 care after the invoice", &["an_invoice_that_contradicts_its_day_is_refused"]),
    ("6 future invoice", &["an_invoice_that_contradicts_its_day_is_refused"]),
    ("7 not covered", &["n6_care_that_no_contract_covers_is_refused"]),
    ("7 act not covered", &["an_act_without_guarantee_is_refused_or_settled_as_the_target_says"]),
];

/// Names of the functions of those files that are tests.
fn tests() -> BTreeSet<&'static str> {
    SOURCES
        .iter()
        .flat_map(|source| source.split("#[test]").skip(1))
        .filter_map(|after| after.trim_start().strip_prefix("fn "))
        .filter_map(|after| after.split('(').next())
        .collect()
}

#[test]
fn every_row_and_check_is_shown_by_a_test_that_exists() {
    let tests = tests();
    for (row, shown_by) in ROWS.iter().chain(&CHECKS) {
        assert!(!shown_by.is_empty(), "no test shows {row}");
        for test in *shown_by {
            assert!(tests.contains(test), "{row}: no test is called {test}");
        }
    }
}

#[test]
fn the_rows_are_those_of_the_rules() {
    for (number, (row, _)) in ROWS.iter().enumerate() {
        assert_eq!(*row, format!("N{number}"));
        assert!(oracle::rules::rule(row).is_some(), "{row}");
    }
}

#[test]
fn a_test_named_by_a_row_stands_under_it() {
    for test in tests() {
        let number = test
            .strip_prefix('n')
            .and_then(|rest| rest.split_once('_'))
            .and_then(|(number, _)| number.parse::<usize>().ok());
        if let Some((row, listed)) = number.and_then(|number| ROWS.get(number)) {
            assert!(listed.contains(&test), "{test} is not listed under {row}");
        }
    }
}
