// Precision, average precision and further places of a ranking, with ties. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "evaluation/catalogue_metrics.h"

using namespace wb;

namespace {

/// Mean over all orders of candidates with equal scores, by writing each order down.
MetricsAt by_hand(const std::vector<float>& scores, const std::vector<std::size_t>& true_items, int k) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    MetricsAt sum;
    double orders = 0;
    do {
        const bool sorted = std::is_sorted(order.begin(), order.end(),
                                           [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
        if (!sorted) continue;
        ++orders;
        double hits = 0, gain = 0, precisions = 0, ideal = 0;
        for (int rank = 1; rank <= k && rank <= static_cast<int>(order.size()); ++rank) {
            const auto item = order[static_cast<std::size_t>(rank) - 1];
            if (std::find(true_items.begin(), true_items.end(), item) == true_items.end()) continue;
            ++hits;
            gain += 1 / std::log2(rank + 1.0);
            precisions += hits / rank;
        }
        const auto most = std::min<std::size_t>(true_items.size(), static_cast<std::size_t>(k));
        for (std::size_t rank = 1; rank <= most; ++rank) ideal += 1 / std::log2(static_cast<double>(rank) + 1);
        sum.recall += hits / static_cast<double>(true_items.size());
        sum.precision += hits / k;
        sum.ndcg += gain / ideal;
        sum.average_precision += precisions / static_cast<double>(most);
    } while (std::next_permutation(order.begin(), order.end()));
    return {sum.recall / orders, sum.precision / orders, sum.ndcg / orders, sum.average_precision / orders};
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestCatalogueMetrics : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyOrderOfTies_data() {
        QTest::addColumn<QList<float>>("scores");
        QTest::addColumn<QList<int>>("truth");
        QTest::newRow("none equal") << QList<float>{7, 6, 5, 4, 3, 2, 1} << QList<int>{1, 4, 5};
        QTest::newRow("one true item, tied") << QList<float>{3, 2, 2, 2, 1, 0, 0} << QList<int>{2};
        QTest::newRow("true items tied with each other and others")
            << QList<float>{5, 4, 4, 4, 4, 1, 1} << QList<int>{0, 1, 3, 6};
        QTest::newRow("all equal") << QList<float>{1, 1, 1, 1, 1, 1, 1} << QList<int>{0, 1, 2};
        QTest::newRow("all true") << QList<float>{2, 2, 1} << QList<int>{0, 1, 2};
    }
    void everyOrderOfTies() {
        QFETCH(QList<float>, scores);
        QFETCH(QList<int>, truth);
        const std::vector<float> s(scores.begin(), scores.end());
        const std::vector<std::size_t> t(truth.begin(), truth.end());
        std::vector<RankCounts> ranks;
        for (const std::size_t item : t) ranks.push_back(rank_counts(s, item));
        for (const int k : {1, 2, 3, 5, 7, 50}) {
            const auto expected = by_hand(s, t, k), got = metrics_at(ranks, k);
            QVERIFY2(near(got.recall, expected.recall) && near(got.precision, expected.precision) &&
                         near(got.ndcg, expected.ndcg) && near(got.average_precision, expected.average_precision),
                     qPrintable(QStringLiteral("k %1: %2 and %3")
                                    .arg(k)
                                    .arg(got.average_precision)
                                    .arg(expected.average_precision)));
        }
    }

    /// At the places that every table has they are the metrics of the tables; with one true item MAP is MRR up to k.
    void agreesWithTheTables() {
        const std::vector<RankCounts> several{{0, 2}, {4, 0}, {11, 3}}, one{{3, 0}};
        const auto m = metrics_of_user(several);
        for (std::size_t i = 0; i < metric_ks.size(); ++i) {
            QVERIFY(near(metrics_at(several, metric_ks[i]).recall, m.recall[i]));
            QVERIFY(near(metrics_at(several, metric_ks[i]).ndcg, m.ndcg[i]));
        }
        QVERIFY(near(metrics_at(one, 10).average_precision, 0.25));
        QVERIFY(near(metrics_at(one, 3).average_precision, 0));
    }

    void meansOverUsers() {
        TrueItemRanks users;
        users.add_user(std::vector<RankCounts>{{0, 0}});
        users.add_user(std::vector<RankCounts>{{30, 0}});
        const auto means = catalogue_metrics(users);
        QCOMPARE(means.size(), std::size_t{10});
        QVERIFY(near(means.at("recall@50"), 1));
        QVERIFY(near(means.at("precision@5"), 0.1));
        QVERIFY(near(means.at("map@20"), 0.5));
        QVERIFY(near(means.at("map@50"), 0.5 * (1 + 1.0 / 31)));
        QVERIFY(near(means.at("ndcg@50"), 0.5 * (1 + 1 / std::log2(32.0))));
        QVERIFY(catalogue_metrics(TrueItemRanks()).empty());
    }
};

QTEST_APPLESS_MAIN(TestCatalogueMetrics)
#include "tst_catalogue_metrics.moc"
