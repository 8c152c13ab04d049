// Training samples of list rerankers: which prefixes, which negatives, and that a resumed run sees the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <set>

#include "dataset/made_sequences.h"
#include "error_text.h"
#include "rerank/list_samples.h"

using namespace wb;
using made::dataset_of;

namespace {

SampleRules rules_of(SamplePolicy policy, int candidates = 5) {
    SampleRules rules;
    rules.policy = policy;
    rules.candidates = candidates;
    return rules;
}

/// (user, target item, history) of all samples of an epoch.
std::set<std::tuple<UserId, ItemId, std::vector<ItemId>>> all_of(ListSamples& samples, std::int64_t epoch) {
    std::set<std::tuple<UserId, ItemId, std::vector<ItemId>>> out;
    const auto n = samples.begin_epoch(epoch);
    for (std::int64_t i = 0; i < n; ++i) {
        const auto q = samples.draw(i);
        out.emplace(q.user, q.candidates.at(q.target), q.history);
    }
    return out;
}

}  // namespace

class TestListSamples : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyPrefixOnce() {
        const auto data = dataset_of({{1, 2, 3}, {4}, {5, 6}}, 20);
        ListSamples samples(data, rules_of(SamplePolicy::all_prefixes), 1);
        QCOMPARE(samples.per_epoch(), std::int64_t{3});
        const std::set<std::tuple<UserId, ItemId, std::vector<ItemId>>> expected{
            {1, 2, {1}}, {1, 3, {1, 2}}, {3, 6, {5}}};
        QVERIFY(all_of(samples, 0) == expected);
        QVERIFY(all_of(samples, 7) == expected);
    }

    void onePerUser() {
        const auto data = dataset_of({{1, 2, 3}, {4}, {5, 6, 7, 8, 9}}, 20);
        ListSamples last(data, rules_of(SamplePolicy::last_only), 1);
        const std::set<std::tuple<UserId, ItemId, std::vector<ItemId>>> expected{{1, 3, {1, 2}},
                                                                                 {3, 9, {5, 6, 7, 8}}};
        QVERIFY(all_of(last, 0) == expected);
        ListSamples random(data, rules_of(SamplePolicy::one_random_prefix), 1);
        const auto first = all_of(random, 0);
        QCOMPARE(first.size(), std::size_t{2});
        QVERIFY(all_of(random, 5) == first);  // drawn once for the whole run
        std::set<std::size_t> lengths;
        for (std::uint64_t seed = 0; seed < 40; ++seed) {
            ListSamples other(data, rules_of(SamplePolicy::one_random_prefix), seed);
            for (const auto& [user, target, history] : all_of(other, 0))
                if (user == 3) lengths.insert(history.size());
        }
        QCOMPARE(lengths, (std::set<std::size_t>{1, 2, 3, 4}));
    }

    void candidates() {
        const auto data = dataset_of({{1, 2, 3, 4, 5, 6}, {7, 8}}, 12);
        ListSamples samples(data, rules_of(SamplePolicy::all_prefixes, 4), 3);
        const auto n = samples.begin_epoch(0);
        std::set<std::size_t> places;
        for (std::int64_t epoch = 0; epoch < 30; ++epoch) {
            samples.begin_epoch(epoch);
            for (std::int64_t i = 0; i < n; ++i) {
                const auto q = samples.draw(i);
                QCOMPARE(q.candidates.size(), std::size_t{4});
                QCOMPARE(std::set<ItemId>(q.candidates.begin(), q.candidates.end()).size(), std::size_t{4});
                places.insert(q.target);
                const auto& own = data.train[static_cast<std::size_t>(q.user)];
                for (std::size_t c = 0; c < q.candidates.size(); ++c)
                    if (c != q.target) QVERIFY(std::count(own.begin(), own.end(), q.candidates[c]) == 0);
            }
        }
        QCOMPARE(places, (std::set<std::size_t>{0, 1, 2, 3}));
    }

    /// LlamaRec's rule: what a user takes later may be a negative; the target itself never.
    void laterItemsMayBeNegatives() {
        const auto data = dataset_of({{1, 2, 3, 4}}, 5);
        auto rules = rules_of(SamplePolicy::all_prefixes, 50);
        ListSamples strict(data, rules, 1);
        rules.exclude_prefix_only = true;
        ListSamples loose(data, rules, 1);
        strict.begin_epoch(0);
        loose.begin_epoch(0);
        for (std::int64_t i = 0; i < 3; ++i) {
            QCOMPARE(strict.draw(i).candidates.size(), std::size_t{2});  // the target and item 5: there are no more
            const auto q = loose.draw(i);
            QCOMPARE(q.candidates.size(), 5 - q.history.size());
            QCOMPARE(std::count(q.candidates.begin(), q.candidates.end(), q.candidates[q.target]), 1);
        }
    }

    /// A share of the negatives is what stage 1 would give for the same prefix; the rest is drawn as ever.
    void hardNegatives() {
        const auto data = dataset_of({{1, 2, 3, 4, 5, 6}, {7, 8, 9}}, 60);
        auto rules = rules_of(SamplePolicy::all_prefixes, 9);
        rules.hard_ratio = 0.5;
        ListSamples samples(data, rules, 3);
        QVERIFY_THROWS_EXCEPTION(std::logic_error, samples.like_evaluated(9, {}));
        // What the user takes later is no negative.
        samples.like_evaluated(
            9, [&](UserId user, const std::vector<ItemId>& prefix, const std::vector<ItemId>& left_out) {
                const auto& own = data.train[static_cast<std::size_t>(user)];
                if (!std::equal(prefix.begin(), prefix.end(), own.begin()) || left_out != own)
                    throw std::logic_error("asked for something else");
                std::vector<ItemId> list;
                for (ItemId item = 41; item <= 50; ++item) list.push_back(item);
                return list;
            });
        const auto n = samples.begin_epoch(0);
        std::set<ItemId> drawn;
        for (std::int64_t i = 0; i < n; ++i) {
            const auto q = samples.draw(i);
            const auto& own = data.train[static_cast<std::size_t>(q.user)];
            QCOMPARE(std::set<ItemId>(q.candidates.begin(), q.candidates.end()).size(), std::size_t{9});
            std::ptrdiff_t hard = 0;
            for (std::size_t c = 0; c < q.candidates.size(); ++c) {
                const ItemId item = q.candidates[c];
                if (c != q.target) QVERIFY(std::count(own.begin(), own.end(), item) == 0);
                if (item < 41 || item > 50) continue;
                ++hard;
                drawn.insert(item);
            }
            QVERIFY2(hard >= 4 && hard < 8, qPrintable(QString::number(hard)));  // 4, and what is drawn of all
        }
        QVERIFY(drawn.size() > 6);
        // Where stage 1 has fewer, others fill the list.
        samples.like_evaluated(6, [](UserId, const auto&, const auto&) { return std::vector<ItemId>{50}; });
        for (std::int64_t i = 0; i < n; ++i) {
            const auto q = samples.draw(i);
            QCOMPARE(q.candidates.size(), std::size_t{6});  // as long as evaluated lists
            QVERIFY(std::count(q.candidates.begin(), q.candidates.end(), 50) == 1);
        }
    }

    void aResumedRunSeesTheSame() {
        const auto data = dataset_of({{1, 2, 3, 4, 5}, {6, 7, 8, 9}}, 50);
        ListSamples straight(data, rules_of(SamplePolicy::all_prefixes), 9), resumed = straight;
        for (std::int64_t epoch = 0; epoch < 3; ++epoch) straight.begin_epoch(epoch);
        resumed.begin_epoch(2);
        ListSamples other(data, rules_of(SamplePolicy::all_prefixes), 10);
        other.begin_epoch(2);
        bool differs = false;
        for (std::int64_t i = 0; i < straight.per_epoch(); ++i) {
            QCOMPARE(straight.draw(i).candidates, resumed.draw(i).candidates);
            differs = differs || straight.draw(i).candidates != other.draw(i).candidates;
        }
        QVERIFY(differs);
    }

    void bounds() {
        const auto data = dataset_of({{1, 2, 3, 4, 5, 6}, {7, 8, 9, 10}}, 50);
        auto rules = rules_of(SamplePolicy::all_prefixes);
        rules.max_per_user = 2;
        ListSamples some(data, rules, 1);
        QCOMPARE(some.per_epoch(), std::int64_t{4});
        QCOMPARE(some.begin_epoch(0), std::int64_t{4});
        QVERIFY(all_of(some, 0) != all_of(some, 1));  // others in each epoch
        rules.max_per_epoch = 3;
        QCOMPARE(ListSamples(data, rules, 1).begin_epoch(4), std::int64_t{3});
    }

    void nothingToLearnFrom() {
        const auto data = dataset_of({{1}, {}}, 5);
        const auto error = error_of([&] { ListSamples(data, rules_of(SamplePolicy::all_prefixes), 1); });
        QVERIFY2(error.find("two training items") != std::string::npos, error.c_str());
    }

    void placesOfTargetsAreEven() {
        std::vector<std::vector<ItemId>> users(400, {1, 2, 3});
        const auto data = dataset_of(users, 60);
        ListSamples samples(data, rules_of(SamplePolicy::all_prefixes, 4), 5);
        samples.begin_epoch(0);
        std::vector<std::int64_t> places(4, 0);
        for (std::int64_t i = 0; i < samples.per_epoch(); ++i) ++places.at(samples.draw(i).target);
        for (const auto n : places) QVERIFY2(std::abs(n - 200) < 62, qPrintable(QString::number(n)));  // 5 deviations
    }
};

QTEST_APPLESS_MAIN(TestListSamples)
#include "tst_list_samples.moc"
