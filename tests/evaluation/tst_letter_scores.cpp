// Letter probabilities of several prompts, against numbers computed elsewhere. SPDX-License-Identifier:
// GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation/letter_scores.h"
#include "evaluation/metrics.h"
#include "foundation/files.h"
#include "foundation/random.h"

using namespace wb;

namespace {

const nlohmann::json& cases() {
    static const auto read = nlohmann::json::parse(read_file(fs::path(WB_TEST_GOLDENS) / "verbalizer_cases.json"));
    return read;
}

template <class A, class B>
double largest_difference(const A& a, const B& b) {
    if (a.size() != b.size()) return 1e9;
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return largest;
}

std::vector<double> exponentials(std::vector<double> logs) {
    double sum = 0;
    for (const double x : logs) sum += std::exp(x);
    for (double& x : logs) x = std::exp(x) / sum;
    return logs;
}

}  // namespace

class TestLetterScores : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void probabilities_data() {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const auto& c : cases().at("cases"))
            QTest::addRow("%s", c.at("name").get<std::string>().c_str()) << number++;
    }
    void probabilities() {
        QFETCH(int, number);
        const auto& c = cases().at("cases").at(static_cast<std::size_t>(number));
        const auto p = softmax(c.at("logits").get<std::vector<float>>());
        QVERIFY(largest_difference(p, c.at("probs").get<std::vector<double>>()) < 1e-7);
        const auto stats = distribution_stats(p);
        QVERIFY(std::abs(stats.entropy - c.at("entropy").get<double>()) < 1e-6);
        QVERIFY(std::abs(stats.normalised_entropy - c.at("entropy_norm").get<double>()) < 1e-6);
        QVERIFY(std::abs(stats.top_probability - c.at("top1_prob").get<double>()) < 1e-7);
        QVERIFY(std::abs(stats.margin - c.at("margin").get<double>()) < 1e-7);
    }
    void permutationsAveraged() {
        const auto& c = cases().at("permutation_average");
        std::vector<SlotProbabilities> prompts;
        for (const auto& run : c.at("runs"))
            prompts.push_back({run.at("slot_to_candidate").get<std::vector<std::size_t>>(),
                               softmax(run.at("logits").get<std::vector<float>>())});
        const auto mean = mean_log_probabilities(prompts);
        QVERIFY(largest_difference(mean, c.at("mean_log_prob").get<std::vector<double>>()) < 1e-6);
        QVERIFY(largest_difference(exponentials(mean), c.at("probs_after_averaging").get<std::vector<double>>()) <
                1e-6);
    }
    void permutationsMustBeSome() {
        const SlotProbabilities good{{1, 0}, {0.5F, 0.5F}}, twice{{0, 0}, {0.5F, 0.5F}}, beyond{{0, 2}, {0.5F, 0.5F}},
            longer{{0, 1, 2}, {0.2F, 0.4F, 0.4F}};
        for (const auto& bad : {twice, beyond, longer})
            QVERIFY_THROWS_EXCEPTION(std::logic_error, mean_log_probabilities(std::vector{good, bad}));
        QVERIFY(mean_log_probabilities({}).empty());
    }
    void aRoundedZeroIsNoEnd() {
        const std::vector<SlotProbabilities> prompts{{{0, 1}, {1, 0}}, {{1, 0}, {0.75F, 0.25F}}};
        for (const double x : mean_log_probabilities(prompts)) QVERIFY(std::isfinite(x));
    }
    void priorRemoved() {
        const auto& c = cases().at("prior_removal");
        SlotPrior prior(c.at("n").get<std::size_t>());
        for (const auto& probe : c.at("probe_logits")) prior.add(softmax(probe.get<std::vector<float>>()));
        QVERIFY(largest_difference(prior.estimate(), c.at("prior_estimate").get<std::vector<double>>()) < 1e-6);
        const auto p = softmax(c.at("test_logits").get<std::vector<float>>());
        QVERIFY(largest_difference(without_prior(p, prior.estimate()),
                                   c.at("calibrated_probs").get<std::vector<double>>()) < 1e-6);
    }
    void aPriorNeedsTenProbesForEachLabel() {
        SlotPrior prior(3);
        QVERIFY(largest_difference(prior.estimate(), std::vector<double>(3, 1.0 / 3)) < 1e-12);
        for (int i = 0; i < 29; ++i) prior.add(std::vector<float>{0.2F, 0.2F, 0.6F});
        QVERIFY(!prior.enough());
        prior.add(std::vector<float>{0.2F, 0.2F, 0.6F});
        QVERIFY(prior.enough());
        QVERIFY_THROWS_EXCEPTION(std::logic_error, prior.add(std::vector<float>{1.0F}));
    }
    /// Scores that are three times too sure: the temperature is the 3.
    void temperatureIsFound() {
        Rng rng(3, "lists");
        std::vector<CalibrationCase> lists;
        for (int i = 0; i < 20000; ++i) {
            std::vector<float> true_logits;
            for (int k = 0; k < 5; ++k) true_logits.push_back(static_cast<float>(rng.normal()));
            const auto p = softmax(true_logits);
            double x = rng.uniform();
            std::size_t target = 0;
            while (target + 1 < p.size() && (x -= static_cast<double>(p[target])) > 0) ++target;
            for (float& z : true_logits) z *= 3;
            lists.push_back({true_logits, target});
        }
        const double t = fitted_temperature(lists);
        QVERIFY2(std::abs(t - 3) < 0.15, std::to_string(t).c_str());
        QVERIFY(mean_nll(lists, t) < mean_nll(lists, 1));
        QVERIFY(mean_nll(lists, t) < mean_nll(lists, t * 1.2) && mean_nll(lists, t) < mean_nll(lists, t / 1.2));
        QCOMPARE(fitted_temperature({}), 1.0);
    }
};

QTEST_APPLESS_MAIN(TestLetterScores)
#include "tst_letter_scores.moc"
