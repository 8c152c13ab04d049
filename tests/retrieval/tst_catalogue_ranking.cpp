// Blocked ranking against the plain definition.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "foundation/random.h"
#include "retrieval/catalogue_ranking.h"
#include "retrieval/lrurec_retriever.h"
#include "retrieval/true_item_ranks.h"

using namespace wb;

namespace {

struct Case {
    std::vector<float> items, bias, users;
    std::vector<ItemId> targets;
    std::vector<std::vector<ItemId>> excluded;
    std::int64_t n, dim;
    DotProductModel model() const { return {items.data(), bias.data(), n, dim}; }
};

/// Values are small integers, so that every order of summation gives the same number and many scores tie.
Case make_case(std::int64_t n, std::int64_t dim, std::int64_t users, std::uint64_t seed) {
    Case c;
    c.n = n;
    c.dim = dim;
    Rng rng(seed, "ranking test");
    const auto small = [&] { return static_cast<float>(static_cast<int>(rng.below(5)) - 2); };
    c.items.resize(static_cast<std::size_t>((n + 1) * dim));
    for (auto& v : c.items) v = small();
    c.bias.resize(static_cast<std::size_t>(n + 1));
    for (auto& v : c.bias) v = small();
    c.users.resize(static_cast<std::size_t>(users * dim));
    for (auto& v : c.users) v = small();
    for (std::int64_t u = 0; u < users; ++u) {
        c.targets.push_back(1 + static_cast<ItemId>(rng.below(static_cast<std::uint64_t>(n))));
        std::vector<ItemId> gone;
        for (ItemId i = 1; i <= n; ++i)
            if (rng.uniform() < 0.2) gone.push_back(i);
        c.excluded.push_back(gone);
    }
    return c;
}

std::vector<float> plain_scores(const Case& c, std::size_t user) {
    std::vector<float> s(static_cast<std::size_t>(c.n + 1), -std::numeric_limits<float>::infinity());
    for (ItemId i = 1; i <= c.n; ++i) {
        float v = c.bias[static_cast<std::size_t>(i)];
        for (std::int64_t k = 0; k < c.dim; ++k)
            v += c.users[user * static_cast<std::size_t>(c.dim) + static_cast<std::size_t>(k)] *
                 c.items[static_cast<std::size_t>(i * c.dim + k)];
        if (!std::binary_search(c.excluded[user].begin(), c.excluded[user].end(), i) || i == c.targets[user])
            s[static_cast<std::size_t>(i)] = v;
    }
    return s;
}

}  // namespace

class TestCatalogueRanking : public QObject {
    Q_OBJECT

    static void bothPathsAgree(const Case& c) {
        const auto fast = rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken());
        const auto exact =
            rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken(), RankingPath::float_only);
        for (std::size_t u = 0; u < fast.size(); ++u) {
            QCOMPARE(fast[u].n_better, exact[u].n_better);
            QCOMPARE(fast[u].n_equal, exact[u].n_equal);
        }
    }

  private Q_SLOTS:
    void matchesDefinition_data() {
        QTest::addColumn<int>("items");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("users");
        QTest::newRow("one item") << 1 << 8 << 3;
        QTest::newRow("less than a panel") << 37 << 5 << 7;
        QTest::newRow("exactly a panel") << 64 << 16 << 48;
        QTest::newRow("several panels, odd sizes") << 333 << 13 << 101;
        QTest::newRow("larger") << 1349 << 64 << 200;
    }
    void matchesDefinition() {
        QFETCH(int, items);
        QFETCH(int, dim);
        QFETCH(int, users);
        const auto c = make_case(items, dim, users, 11);
        const auto ranks = rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken());
        for (std::size_t u = 0; u < c.targets.size(); ++u) {
            const auto s = plain_scores(c, u);
            const float t = s[static_cast<std::size_t>(c.targets[u])];
            const auto better = std::count_if(s.begin(), s.end(), [&](float v) { return v > t; });
            const auto equal = std::count(s.begin(), s.end(), t) - 1;
            QCOMPARE(ranks[u].n_better, better);
            QCOMPARE(ranks[u].n_equal, equal);
        }
    }
    void severalTrueItemsOfAUser() {
        auto c = make_case(333, 13, 40, 21);
        TrueItems truth;
        truth.assign(41);
        std::vector<UserId> users;
        for (UserId u = 40; u >= 1; --u) {
            users.push_back(u);  // rows need not be in the order of the users
            for (int i = 0; i <= u % 3; ++i) {
                const ItemId item = 1 + (u * 7 + i * 50) % 333;
                truth.add(static_cast<std::size_t>(u), item);
            }
        }
        const auto ranks = rank_true_items(c.model(), c.users, users, truth, c.excluded, StopToken());
        QCOMPARE(ranks.users(), std::size_t{40});
        for (std::size_t row = 0; row < users.size(); ++row) {
            const auto items = truth.of(static_cast<std::size_t>(users[row]));
            QCOMPARE(ranks.of(row).size(), items.size());
            for (std::size_t i = 0; i < items.size(); ++i) {
                c.targets[row] = items[i];
                const auto s = plain_scores(c, row);
                const float t = s[static_cast<std::size_t>(items[i])];
                QCOMPARE(ranks.of(row)[i].n_better,
                         std::count_if(s.begin(), s.end(), [&](float v) { return v > t; }));
                QCOMPARE(ranks.of(row)[i].n_equal, std::count(s.begin(), s.end(), t) - 1);
            }
        }
    }
    void topListsMatchSorting() {
        const auto c = make_case(333, 13, 50, 12);
        auto lists = top_items(c.model(), c.users.data(), 50, c.excluded, 20, StopToken());
        for (std::size_t u = 0; u < 50; ++u) {
            auto s = plain_scores(c, u);
            if (std::binary_search(c.excluded[u].begin(), c.excluded[u].end(), c.targets[u]))
                s[static_cast<std::size_t>(c.targets[u])] = -std::numeric_limits<float>::infinity();
            std::vector<ItemId> order(333);
            std::iota(order.begin(), order.end(), 1);
            std::stable_sort(order.begin(), order.end(), [&](ItemId a, ItemId b) {
                return s[static_cast<std::size_t>(a)] > s[static_cast<std::size_t>(b)];
            });
            QCOMPARE(lists[u].size(), std::size_t{20});
            for (std::size_t i = 0; i < 20; ++i) QCOMPARE(lists[u][i].item, order[i]);
        }
    }
    // A model that gives every item the same vector must land exactly on chance, whatever the vector.
    void constantScorerTiesEverywhere() {
        Case c = make_case(500, 64, 30, 13);
        Rng rng(3, "odd numbers");
        for (std::int64_t k = 0; k < 64; ++k) {
            const auto v = static_cast<float>(rng.normal());
            for (std::int64_t i = 0; i <= 500; ++i) c.items[static_cast<std::size_t>(i * 64 + k)] = v;
        }
        for (auto& v : c.users) v = static_cast<float>(rng.normal());
        std::fill(c.bias.begin(), c.bias.end(), 0.1f);
        for (auto& e : c.excluded) e.clear();
        for (const auto& r : rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken())) {
            QCOMPARE(r.n_better, std::int64_t{0});
            QCOMPARE(r.n_equal, std::int64_t{499});
        }
    }
    // Both paths give the same counts on real numbers, with near ties, extreme sizes and biases.
    void integerScreenChangesNothing_data() {
        QTest::addColumn<double>("itemScale");
        QTest::addColumn<double>("biasScale");
        QTest::addColumn<int>("dim");
        QTest::newRow("plain") << 1.0 << 0.0 << 64;
        QTest::newRow("with bias") << 0.05 << 1.0 << 64;
        QTest::newRow("large bias") << 0.05 << 300.0 << 64;
        QTest::newRow("one huge item") << -1.0 << 0.5 << 64;
        QTest::newRow("odd width") << 1.0 << 0.1 << 13;
        QTest::newRow("tiny numbers") << 1e-12 << 0.0 << 32;
    }
    void integerScreenChangesNothing() {
        QFETCH(double, itemScale);
        QFETCH(double, biasScale);
        QFETCH(int, dim);
        Case c = make_case(1000, dim, 150, 21);
        Rng rng(4, "screen");
        for (auto& v : c.items) v = static_cast<float>(rng.normal() * std::abs(itemScale));
        for (auto& v : c.users) v = static_cast<float>(rng.normal());
        for (auto& v : c.bias) v = static_cast<float>(rng.normal() * biasScale);
        if (itemScale < 0)
            for (int k = 0; k < dim; ++k) c.items[static_cast<std::size_t>(7 * dim + k)] *= 1e5f;
        for (std::size_t i = 100; i < 200; ++i)  // exact ties and neighbours one rounding away
            for (int k = 0; k < dim; ++k) {
                const auto from = (i % 10 + 300) * static_cast<std::size_t>(dim) + static_cast<std::size_t>(k);
                const float v = c.items[from];
                c.items[i * static_cast<std::size_t>(dim) + static_cast<std::size_t>(k)] =
                    i % 3 == 0 ? std::nextafter(v, 2 * v) : v;
                c.bias[i] = c.bias[i % 10 + 300];
            }
        for (std::size_t u = 0; u < 40; ++u) c.targets[u] = static_cast<ItemId>(100 + 2 * u);
        bothPathsAgree(c);
        if (QTest::currentTestFailed()) return;
        for (auto& gone : c.excluded) gone.resize(std::min<std::size_t>(gone.size(), 12));
        c.excluded[3].clear();
        for (ItemId i = 1; i <= 995; ++i) c.excluded[3].push_back(i);  // more than there are groups
        for (const int k : {1, 20, 40}) {
            const auto quick = top_items(c.model(), c.users.data(), 150, c.excluded, k, StopToken());
            const auto full =
                top_items(c.model(), c.users.data(), 150, c.excluded, k, StopToken(), RankingPath::float_only);
            for (std::size_t u = 0; u < quick.size(); ++u) {
                QCOMPARE(quick[u].size(), full[u].size());
                for (std::size_t i = 0; i < quick[u].size(); ++i) {
                    QCOMPARE(quick[u][i].item, full[u][i].item);
                    QCOMPARE(quick[u][i].score, full[u][i].score);
                }
            }
        }
    }
    void notANumberRanksLast() {
        Case c = make_case(100, 8, 1, 14);
        c.users[3] = std::nanf("");
        const auto r = rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken());
        QCOMPARE(r[0].n_better, std::int64_t{99});
    }
    /// Wherever it stands: integers cannot say anything about it.
    void anItemThatIsNotANumberIsNeverBetter() {
        Case c = make_case(300, 16, 40, 17);
        c.items[150 * 16 + 3] = std::nanf("");
        bothPathsAgree(c);
        if (QTest::currentTestFailed()) return;
        c.items[150 * 16 + 3] = 0;
        c.users[20 * 16 + 3] = std::nanf("");  // of a user between others
        const auto r = rank_targets(c.model(), c.users.data(), c.targets, c.excluded, StopToken());
        QCOMPARE(r[20].n_better, std::int64_t{299});
    }
    void stops() {
        const auto c = make_case(100, 8, 60, 15);
        StopToken stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(rank_targets(c.model(), c.users.data(), c.targets, c.excluded, stop), Stopped);
    }

    void windowsCountFromTheEnd() {
        using Windows = std::vector<std::pair<std::size_t, std::size_t>>;
        QCOMPARE(training_windows(30, 20, 1.0), (Windows{{0, 30}}));  // shorter than length + step
        QCOMPARE(training_windows(40, 20, 1.0), (Windows{{20, 40}, {0, 20}}));
        QCOMPARE(training_windows(59, 20, 1.0), (Windows{{39, 59}, {19, 39}}));  // the 19 oldest are never used
        QCOMPARE(training_windows(35, 20, 0.5), (Windows{{15, 35}, {5, 25}}));
    }
};

QTEST_APPLESS_MAIN(TestCatalogueRanking)
#include "tst_catalogue_ranking.moc"
