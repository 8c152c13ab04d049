// Metrics: hand values, ties against brute force, chance, missing numbers. Layer: tests of evaluation.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "evaluation/metrics.h"
#include "foundation/random.h"

using namespace wb;

namespace {

constexpr float nan_value = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

bool close(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

/// The largest difference over all metrics.
double distance(const Metrics& a, const Metrics& b) {
    double worst = 0;
    const auto x = a.named(), y = b.named();
    for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::abs(x[i].second - y[i].second));
    return worst;
}

/// The definitions of the metrics for a target at one known rank, written without any sharing of sums.
Metrics at_rank(std::int64_t rank) {
    Metrics m;
    m.users = 1;
    for (std::size_t k = 0; k < metric_ks.size(); ++k) {
        if (rank > metric_ks[k]) continue;
        m.recall[k] = m.hit[k] = 1;
        m.ndcg[k] = 1 / std::log2(static_cast<double>(rank) + 1);
    }
    m.mrr = 1 / static_cast<double>(rank);
    return m;
}

/// Every order of a list that the scores allow, ties in all ways; NaN ranks last.
std::vector<std::vector<std::size_t>> allowed_orders(const std::vector<float>& scores) {
    const auto value = [&](std::size_t i) { return std::isnan(scores[i]) ? -infinite : scores[i]; };
    std::vector<std::vector<std::size_t>> orders;
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    do {
        bool allowed = true;
        for (std::size_t i = 1; i < order.size(); ++i) allowed &= value(order[i - 1]) >= value(order[i]);
        if (allowed) orders.push_back(order);
    } while (std::next_permutation(order.begin(), order.end()));
    return orders;
}

Metrics average(const std::vector<Metrics>& list) {
    Metrics sum;
    for (const Metrics& m : list) sum = weighted_mean(sum, m);
    return sum;
}

}  // namespace

class TestMetrics : public QObject {
    Q_OBJECT

  private slots:
    void counts_data() {
        QTest::addColumn<QList<float>>("scores");
        QTest::addColumn<int>("target");
        QTest::addColumn<int>("better");
        QTest::addColumn<int>("equal");
        QTest::newRow("best") << QList<float>{3, 1, 2} << 0 << 0 << 0;
        QTest::newRow("worst") << QList<float>{3, 1, 2} << 1 << 2 << 0;
        QTest::newRow("tie") << QList<float>{2, 1, 2, 5} << 0 << 1 << 1;
        QTest::newRow("all equal") << QList<float>{7, 7, 7, 7} << 2 << 0 << 3;
        QTest::newRow("signed zeros tie") << QList<float>{0.0F, -0.0F} << 0 << 0 << 1;
        QTest::newRow("minus infinity") << QList<float>{-infinite, -infinite, 1} << 0 << 1 << 1;
        QTest::newRow("NaN is worse than minus infinity")
            << QList<float>{-infinite, nan_value, nan_value} << 0 << 0 << 0;
        QTest::newRow("NaN target") << QList<float>{nan_value, 1, -infinite, nan_value} << 0 << 2 << 1;
        QTest::newRow("only NaN") << QList<float>{nan_value, nan_value, nan_value} << 1 << 0 << 2;
        QTest::newRow("alone") << QList<float>{1} << 0 << 0 << 0;
    }
    void counts() {
        QFETCH(QList<float>, scores);
        QFETCH(int, target);
        const RankCounts c =
            rank_counts({scores.data(), static_cast<std::size_t>(scores.size())}, static_cast<std::size_t>(target));
        QTEST(static_cast<int>(c.n_better), "better");
        QTEST(static_cast<int>(c.n_equal), "equal");
    }

    void refusesATargetOutside() {
        const std::vector<float> scores{1, 2};
        QVERIFY_EXCEPTION_THROWN(rank_counts(scores, 2), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(rank_counts({}, 0), std::logic_error);
    }

    void meanRank() {
        QCOMPARE((RankCounts{.n_better = 4, .n_equal = 0}.mean_rank()), 5.0);
        QCOMPARE((RankCounts{.n_better = 4, .n_equal = 3}.mean_rank()), 6.5);
    }

    void handValues() {
        const Metrics second = metrics_of_user({.n_better = 1, .n_equal = 0});
        QCOMPARE(second.recall, (std::array<double, 4>{0, 1, 1, 1}));
        QVERIFY(close(second.ndcg[1], 0.6309297535714575));  // 1 / log2(3)
        QCOMPARE(second.ndcg[0], 0.0);
        QCOMPARE(second.mrr, 0.5);
        QCOMPARE(second.users, 1);
        // Ranks 5 and 6, each with probability 1/2.
        const Metrics tied = metrics_of_user({.n_better = 4, .n_equal = 1});
        QCOMPARE(tied.recall, (std::array<double, 4>{0, 0.5, 1, 1}));
        QVERIFY(close(tied.ndcg[1], 0.5 / std::log2(6.0)));
        QVERIFY(close(tied.ndcg[2], 0.5 / std::log2(6.0) + 0.5 / std::log2(7.0)));
        QVERIFY(close(tied.mrr, (1.0 / 5 + 1.0 / 6) / 2));
        const Metrics deep = metrics_of_user({.n_better = 20, .n_equal = 0});
        QCOMPARE(deep.recall[3], 0.0);
        QCOMPARE(deep.ndcg[3], 0.0);
        QCOMPARE(deep.mrr, 1.0 / 21);
    }

    void tiesAreTheMeanOverTheirRanks() {
        for (const std::int64_t better : {0, 1, 3, 9, 19, 20, 4090, 12000}) {
            for (const std::int64_t equal : {0, 1, 2, 7, 40, 5000}) {
                Metrics sum;
                for (std::int64_t rank = better + 1; rank <= better + equal + 1; ++rank) {
                    sum = weighted_mean(sum, at_rank(rank));
                }
                const double off = distance(metrics_of_user({.n_better = better, .n_equal = equal}), sum);
                QVERIFY2(off < 1e-12,
                         qPrintable(QString("%1 better, %2 equal: off by %3").arg(better).arg(equal).arg(off)));
            }
        }
    }

    /// Every order of the list that the scores allow, one by one.
    void tiesAreTheMeanOverAllPermutations() {
        const std::vector<float> scores{2, 1, 2, 0, 2, 1, nan_value};
        for (std::size_t target = 0; target < scores.size(); ++target) {
            std::vector<Metrics> seen;
            for (const auto& order : allowed_orders(scores)) {
                const auto place = std::find(order.begin(), order.end(), target) - order.begin();
                seen.push_back(at_rank(place + 1));
            }
            QCOMPARE(seen.size(), std::size_t{12});  // 3! x 2! orders
            QVERIFY(distance(metrics_of_user(rank_counts(scores, target)), average(seen)) < 1e-12);
        }
    }

    void severalTrueItems_data() {
        QTest::addColumn<QList<int>>("truth");
        QTest::newRow("one") << QList<int>{3};
        QTest::newRow("all apart") << QList<int>{0, 1, 3};
        QTest::newRow("two in a tied group") << QList<int>{0, 2};
        QTest::newRow("a whole tied group and one more") << QList<int>{5, 1, 3};
        QTest::newRow("nearly all") << QList<int>{6, 4, 2, 0, 1, 3};
    }
    /// Several true items of one user: again every order that the scores allow.
    void severalTrueItems() {
        QFETCH(QList<int>, truth);
        const std::vector<float> scores{2, 1, 2, 0, 2, 1, nan_value};
        std::vector<Metrics> seen;
        for (const auto& order : allowed_orders(scores)) {
            Metrics m;
            m.users = 1;
            std::array<double, metric_ks.size()> ideal{};
            for (std::size_t place = 0; place < order.size(); ++place) {
                const bool hit = truth.contains(static_cast<int>(order[place]));
                if (hit && m.mrr == 0) m.mrr = 1 / static_cast<double>(place + 1);
                const double gain = 1 / std::log2(static_cast<double>(place) + 2);
                for (std::size_t k = 0; k < metric_ks.size(); ++k) {
                    if (place >= static_cast<std::size_t>(metric_ks[k])) continue;
                    if (place < static_cast<std::size_t>(truth.size())) ideal[k] += gain;
                    if (!hit) continue;
                    m.recall[k] += 1 / static_cast<double>(truth.size());
                    m.ndcg[k] += gain;
                    m.hit[k] = 1;
                }
            }
            for (std::size_t k = 0; k < metric_ks.size(); ++k) m.ndcg[k] /= ideal[k];
            seen.push_back(m);
        }
        QCOMPARE(seen.size(), std::size_t{12});
        std::vector<RankCounts> ranks;
        for (const int item : truth) ranks.push_back(rank_counts(scores, static_cast<std::size_t>(item)));
        QVERIFY(distance(metrics_of_user(ranks), average(seen)) < 1e-12);
        std::reverse(ranks.begin(), ranks.end());
        QVERIFY(distance(metrics_of_user(ranks), average(seen)) < 1e-12);
    }

    void chanceWithSeveralTrueItems() {
        QCOMPARE(distance(chance_metrics(50, 1), chance_metrics(50)), 0.0);
        const Metrics m = chance_metrics(50, 4);
        QVERIFY(close(m.recall[3], 0.4));  // a share of the true items, however many there are
        // None of four among the first 20 of 50: 30/50 x 29/49 x 28/48 x 27/47.
        QVERIFY(close(m.hit[3], 1 - 30.0 * 29 * 28 * 27 / (50.0 * 49 * 48 * 47)));
        QVERIFY(close(m.hit[0], 4.0 / 50) && close(m.ndcg[0], 4.0 / 50) && close(m.recall[0], 1.0 / 50));
        QVERIFY(m.mrr > chance_metrics(50).mrr);
    }

    void meanOverUsersWithSeveral() {
        TrueItemRanks users;
        const std::vector<RankCounts> first{{0, 0}, {30, 0}}, second{{1, 0}};
        users.add_user(first);
        users.add_user(second);
        const Metrics m = mean_metrics(users);
        QCOMPARE(m.users, std::int64_t{2});
        QVERIFY(close(m.recall[0], 0.25) && close(m.recall[3], 0.75) && close(m.hit[0], 0.5));
        QVERIFY(close(m.mrr, 0.75));
        QVERIFY(close(m.ndcg[0], 0.5));  // one place, one true item on it: the best for the first user
    }

    void constantScorerIsExactlyChance() {
        for (const std::size_t n : {1U, 2U, 5U, 19U, 20U, 21U, 50U, 300U, 12000U}) {
            const std::vector<float> scores(n, 0.25F);
            for (const std::size_t target : {std::size_t{0}, n / 2, n - 1}) {
                const Metrics m = metrics_of_user(rank_counts(scores, target));
                QCOMPARE(distance(m, chance_metrics(static_cast<std::int64_t>(n))), 0.0);
            }
        }
    }

    void chanceTable_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<double>("recall5");
        QTest::addColumn<double>("recall10");
        QTest::addColumn<double>("recall20");
        QTest::addColumn<double>("ndcg10");
        QTest::addColumn<double>("mrr");
        QTest::newRow("5") << 5 << 1.0 << 1.0 << 1.0 << 0.5897 << 0.4567;
        QTest::newRow("20") << 20 << 0.25 << 0.5 << 1.0 << 0.2272 << 0.1799;
        QTest::newRow("50") << 50 << 0.1 << 0.2 << 0.4 << 0.0909 << 0.0900;
        QTest::newRow("52") << 52 << 0.096 << 0.192 << 0.385 << 0.0874 << 0.0873;
        QTest::newRow("100") << 100 << 0.05 << 0.1 << 0.2 << 0.0454 << 0.0519;
    }
    void chanceTable() {
        QFETCH(int, n);
        QFETCH(double, recall5);
        QFETCH(double, recall10);
        QFETCH(double, recall20);
        QFETCH(double, ndcg10);
        QFETCH(double, mrr);
        const Metrics m = chance_metrics(n);
        const auto check = [](double value, double printed, double half_digit) {
            QVERIFY2(close(value, printed, half_digit), qPrintable(QString::number(value)));
        };
        check(m.recall[1], recall5, 5.1e-4);
        check(m.recall[2], recall10, 5.1e-4);
        check(m.recall[3], recall20, 5.1e-4);
        check(m.ndcg[2], ndcg10, 5.1e-5);
        check(m.mrr, mrr, 5.1e-5);
    }

    void chanceGolden() {
        std::ifstream in(WB_TEST_GOLDENS "/verbalizer_cases.json");
        QVERIFY(in.good());
        const auto rows = nlohmann::json::parse(in).at("random_baseline_one_target");
        QVERIFY(rows.size() >= 5);
        for (const auto& row : rows) {
            const Metrics m = chance_metrics(row.at("n").get<std::int64_t>());
            for (std::size_t k = 0; k < metric_ks.size(); ++k) {
                const std::string key = std::to_string(metric_ks[k]);
                QVERIFY(close(m.recall[k], row.at("recall").at(key).get<double>()));
                QVERIFY(close(m.ndcg[k], row.at("ndcg").at(key).get<double>()));
            }
            QVERIFY(close(m.mrr, row.at("mrr").get<double>()));
        }
    }

    void randomScorerIsWithinThreeStandardErrors() {
        constexpr std::size_t users = 20000, n = 50;
        Rng rng(11, "random scorer");
        std::vector<RankCounts> counts;
        std::vector<float> scores(n);
        for (std::size_t u = 0; u < users; ++u) {
            for (float& s : scores) s = static_cast<float>(rng.uniform());
            counts.push_back(rank_counts(scores, rng.below(n)));
        }
        const Metrics mean = mean_metrics(counts);
        QCOMPARE(mean.users, static_cast<std::int64_t>(users));
        const auto observed = mean.named(), expected = chance_metrics(n).named();
        for (std::size_t i = 0; i < observed.size(); ++i) {
            double squares = 0;
            for (const RankCounts& c : counts) {
                squares += std::pow(metrics_of_user(c).named()[i].second - observed[i].second, 2);
            }
            const double error = std::sqrt(squares) / static_cast<double>(users);
            QVERIFY2(close(observed[i].second, expected[i].second, 3 * error), observed[i].first.c_str());
        }
    }

    void names() {
        const auto list = metrics_of_user({.n_better = 2, .n_equal = 1}).named();
        QStringList names;
        for (const auto& [name, value] : list) names << QString::fromStdString(name);
        QCOMPARE(names.join(' '), QString("recall@1 recall@5 recall@10 recall@20 ndcg@1 ndcg@5 ndcg@10 ndcg@20 "
                                          "hit@1 hit@5 hit@10 hit@20 mrr"));
        for (std::size_t k = 0; k < 4; ++k)
            QCOMPARE(list[k].second, list[8 + k].second);  // one target: recall is hit
    }

    void means() {
        const std::vector<RankCounts> two{{.n_better = 0, .n_equal = 0}, {.n_better = 9, .n_equal = 0}};
        const Metrics m = mean_metrics(two);
        QCOMPARE(m.users, 2);
        QCOMPARE(m.recall, (std::array<double, 4>{0.5, 0.5, 1, 1}));
        QVERIFY(close(m.mrr, 0.55));
        QCOMPARE(mean_metrics(TrueItemRanks()).users, 0);
        QCOMPARE(distance(mean_metrics(TrueItemRanks()), Metrics{}), 0.0);

        const std::vector<std::int64_t> lengths{5, 50};
        QVERIFY(close(mean_chance(lengths).recall[1], (1.0 + 0.1) / 2));
        QCOMPARE(mean_chance(lengths).users, 2);
    }

    void overallIsWeightedByUsers() {
        Metrics covered = metrics_of_user({.n_better = 0, .n_equal = 0});
        covered.users = 30;
        Metrics rest = metrics_of_absent_target();
        QCOMPARE(rest.users, 1);
        QCOMPARE(rest.mrr, 0.0);
        rest.users = 70;
        const Metrics overall = weighted_mean(covered, rest);
        QVERIFY(close(overall.recall[2], 0.3));
        QVERIFY(close(overall.mrr, 0.3));
        QCOMPARE(overall.users, 100);
        QCOMPARE(weighted_mean({}, {}).users, 0);
        QCOMPARE(weighted_mean({}, {}).mrr, 0.0);
    }

    void largeTablesAreFast() {
        std::vector<RankCounts> counts;
        Rng rng(3, "large table");
        for (int u = 0; u < 22000; ++u) {
            counts.push_back({.n_better = static_cast<std::int64_t>(rng.below(12000)),
                              .n_equal = static_cast<std::int64_t>(rng.below(12000))});
        }
        QElapsedTimer clock;
        clock.start();
        const Metrics m = mean_metrics(counts);
        const qint64 milliseconds = clock.elapsed();
        QVERIFY(m.mrr > 0);
        // Summing the groups rank by rank would take 130 million steps; the closed sums take a few milliseconds.
        QVERIFY2(milliseconds < 200, qPrintable(QString::number(milliseconds)));
    }

    void softmaxValues() {
        const std::vector<float> p = softmax(std::vector<float>{0, std::log(2.0F), std::log(5.0F)});
        QCOMPARE(p.size(), std::size_t{3});
        QVERIFY(close(p[0], 0.125, 1e-7) && close(p[1], 0.25, 1e-7) && close(p[2], 0.625, 1e-7));
        const std::vector<float> huge = softmax(std::vector<float>{1e30F, 1e30F, -infinite});
        QVERIFY(close(huge[0], 0.5, 1e-7) && huge[2] == 0.0F);
        Rng rng(5, "softmax");
        for (const std::size_t n : {1U, 52U, 12000U}) {
            std::vector<float> scores(n);
            for (float& s : scores) s = static_cast<float>(rng.normal() * 20);
            const std::vector<float> q = softmax(scores);
            QVERIFY(close(std::accumulate(q.begin(), q.end(), 0.0), 1.0, 1e-6));
        }
    }

    void softmaxRefusesWhatHasNoSum() {
        QVERIFY(softmax(std::vector<float>{}).empty());
        QVERIFY(softmax(std::vector<float>{-infinite, -infinite}).empty());
        QVERIFY(softmax(std::vector<float>{1, nan_value}).empty());
        QVERIFY(softmax(std::vector<float>{1, infinite}).empty());
    }

    void distribution() {
        const DistributionStats uniform = distribution_stats(std::vector<float>(50, 0.02F));
        QVERIFY(close(uniform.entropy, std::log(50.0), 1e-5));
        QVERIFY(close(uniform.normalised_entropy, 1.0, 1e-6));
        QCOMPARE(uniform.margin, 0.0);
        const DistributionStats sharp = distribution_stats(std::vector<float>{0, 1, 0, 0});
        QCOMPARE(sharp.entropy, 0.0);
        QCOMPARE(sharp.top_probability, 1.0);
        QCOMPARE(sharp.margin, 1.0);
        const DistributionStats three = distribution_stats(std::vector<float>{0.25F, 0.5F, 0.25F});
        QVERIFY(close(three.entropy, 1.0397207708399179));  // 1.5 ln 2
        QVERIFY(close(three.normalised_entropy, 0.9463946303571861));
        QVERIFY(close(three.margin, 0.25));
        const DistributionStats one = distribution_stats(std::vector<float>{1});
        QCOMPARE(one.normalised_entropy, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
