// The sample: same seed same bytes, pictures agree with words, and its tastes can be learnt but not leaked.
// Layer: tests of dataset.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "dataset/sample_catalogue.h"
#include "dataset/sample_items.h"
#include "dataset/sample_pictures.h"
#include "dataset/sample_tastes.h"
#include "evaluation/metrics.h"
#include "foundation/files.h"
#include "foundation/random.h"

using namespace wb;

namespace {

using Table = std::vector<std::vector<double>>;
/// A score for every item, from what a user did before.
using Scorer = std::function<std::vector<double>(UserId user, const std::vector<ItemId>& history)>;

std::size_t place(std::int32_t id) {
    return static_cast<std::size_t>(id);
}

/// Recall@10 of the test items over the whole catalogue without the history; ties with their expectation.
double recall_at_10(const Dataset& dataset, const Scorer& scorer) {
    std::vector<RankCounts> counts;
    for (UserId user = 1; user <= dataset.user_count(); ++user) {
        const auto history = dataset.history(user, true);
        const std::vector<double> all = scorer(user, history);
        std::vector<float> scores;
        std::size_t target = 0;
        for (ItemId item = 1; item <= dataset.item_count(); ++item) {
            if (std::find(history.begin(), history.end(), item) != history.end()) continue;
            if (item == dataset.test[place(user)]) target = scores.size();
            scores.push_back(static_cast<float>(all[place(item)]));
        }
        counts.push_back(rank_counts(scores, target));
    }
    return mean_metrics(counts).recall[2];
}

double popularity_recall(const Dataset& dataset) {
    const auto counts = train_popularity(dataset);
    return recall_at_10(dataset,
                        [&](UserId, const auto&) { return std::vector<double>(counts.begin(), counts.end()); });
}

/// How often each item follows each other one in training; popularity decides where nothing was seen.
double markov_recall(const Dataset& dataset) {
    const auto n = dataset.items.size();
    Table follows(n, std::vector<double>(n, 0));
    const auto popular = train_popularity(dataset);
    for (const auto& sequence : dataset.train) {
        for (std::size_t i = 1; i < sequence.size(); ++i) ++follows[place(sequence[i - 1])][place(sequence[i])];
    }
    return recall_at_10(dataset, [&](UserId, const auto& history) {
        std::vector<double> scores = follows[place(history.back())];
        for (std::size_t i = 0; i < n; ++i) scores[i] += 1e-3 * static_cast<double>(popular[i]);
        return scores;
    });
}

/// Likes what shares the words of the titles in the history: no order, no other people.
double words_recall(const Dataset& dataset) {
    std::vector<std::set<std::string>> words(dataset.items.size());
    for (std::size_t i = 1; i < words.size(); ++i) {
        const QStringList list = QString::fromStdString(dataset.items[i].title).section(" by ", 0, 0).split(' ');
        for (const QString& word : list) words[i].insert(word.toStdString());
    }
    return recall_at_10(dataset, [&](UserId, const auto& history) {
        std::map<std::string, double> liked;
        for (const ItemId item : history) {
            for (const auto& word : words[place(item)]) ++liked[word];
        }
        std::vector<double> scores(words.size(), 0);
        for (std::size_t i = 1; i < words.size(); ++i) {
            for (const auto& word : words[i]) scores[i] += liked[word];
        }
        return scores;
    });
}

/// Knows the law by which the choices were drawn. Numbers of items and users are those of their raw ids.
double oracle_recall(const Dataset& dataset, std::uint64_t seed) {
    const auto things = sample_things(seed);
    const auto fame = sample_fame(seed, things.size());
    std::vector<std::size_t> thing_of(dataset.items.size(), 0);
    for (std::size_t i = 1; i < thing_of.size(); ++i) thing_of[i] = std::stoul(dataset.items[i].raw_id.substr(1)) - 1;
    return recall_at_10(dataset, [&](UserId user, const auto& history) {
        const SampleTaste taste = sample_taste(seed, std::stoi(dataset.user_raw_ids[place(user)].substr(1)) - 1);
        const SampleThing& last = things[thing_of[place(history.back())]];
        std::vector<double> scores(dataset.items.size(), 0);
        for (std::size_t i = 1; i < scores.size(); ++i) {
            scores[i] = fame[thing_of[i]] + sample_logit(taste, &last, things[thing_of[i]]);
        }
        return scores;
    });
}

/// Deals all interactions anew over users and positions. The lengths and the popularity of every item stay; no user
/// gets an item twice.
Dataset permuted(Dataset dataset, std::uint64_t seed) {
    std::vector<std::vector<ItemId>> sequences;
    std::vector<std::pair<std::size_t, std::size_t>> spots;
    for (UserId user = 1; user <= dataset.user_count(); ++user) {
        sequences.push_back(dataset.history(user, true));
        sequences.back().push_back(dataset.test[place(user)]);
        for (std::size_t i = 0; i < sequences.back().size(); ++i) spots.emplace_back(sequences.size() - 1, i);
    }
    Rng rng(seed, "permute the sample");
    const auto holds = [&](std::size_t user, ItemId item) {
        return std::find(sequences[user].begin(), sequences[user].end(), item) != sequences[user].end();
    };
    for (std::size_t round = 0; round < 20 * spots.size(); ++round) {
        const auto [a, i] = spots[rng.below(spots.size())];
        const auto [b, j] = spots[rng.below(spots.size())];
        if (a != b && (holds(a, sequences[b][j]) || holds(b, sequences[a][i]))) continue;
        std::swap(sequences[a][i], sequences[b][j]);
    }
    dataset.validation.assign(dataset.train.size());
    dataset.test.assign(dataset.train.size());
    for (UserId user = 1; user <= dataset.user_count(); ++user) {
        auto& sequence = sequences[place(user) - 1];
        dataset.test.add(place(user), sequence.back());
        sequence.pop_back();
        dataset.validation.add(place(user), sequence.back());
        sequence.pop_back();
        dataset.train[place(user)] = sequence;
    }
    return dataset;
}

}  // namespace

class TestSampleCatalogue : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    ImportResult m_sample;

    std::filesystem::path folder(const char* name) const { return m_folder.path().toStdString() + "/" + name; }

  private slots:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        QElapsedTimer clock;
        clock.start();
        m_sample = make_sample_catalogue(folder("first"));
        qInfo("made in %lld ms", static_cast<long long>(clock.elapsed()));
    }

    void size() {
        const Dataset& dataset = m_sample.dataset;
        QCOMPARE(dataset.name, std::string("sample"));
        QCOMPARE(dataset.user_count(), 400);
        QVERIFY(dataset.item_count() > 280 && dataset.item_count() <= 300);  // above a retrieval list of 200
        std::size_t longest = 0, shortest = 1000, total = 0;
        std::map<ItemId, int> counts;
        for (UserId user = 1; user <= dataset.user_count(); ++user) {
            auto sequence = dataset.history(user, true);
            sequence.push_back(dataset.test[place(user)]);
            longest = std::max(longest, sequence.size());
            shortest = std::min(shortest, sequence.size());
            total += sequence.size();
            const std::set<ItemId> distinct(sequence.begin(), sequence.end());
            QCOMPARE(distinct.size(), sequence.size());
            QVERIFY(*distinct.begin() >= 1 && *distinct.rbegin() <= dataset.item_count());
            for (const ItemId item : sequence) ++counts[item];
        }
        QCOMPARE(static_cast<std::int64_t>(total), dataset.interactions);
        QVERIFY2(shortest >= 15 && longest <= 35, qPrintable(QString("%1 to %2").arg(shortest).arg(longest)));
        // 51 negatives beside the target for everybody, with much to spare.
        QVERIFY(static_cast<std::size_t>(dataset.item_count()) - longest > 200);
        QCOMPARE(static_cast<ItemId>(counts.size()), dataset.item_count());
        for (const auto& [item, count] : counts) QVERIFY(count >= 5);
        QCOMPARE(dataset.fingerprint, dataset_fingerprint(dataset));
    }

    void report() {
        const ImportReport& report = m_sample.report;
        QCOMPARE(report.steps.size(), std::size_t{2});
        QCOMPARE(report.steps[0].users, 400);
        QCOMPARE(report.steps[0].items, 300);
        QCOMPARE(report.lines_read, report.steps[0].interactions);
        QCOMPARE(report.steps[1].interactions, m_sample.dataset.interactions);
        QVERIFY(report.tied_interactions > 100 && report.tied_interactions * 10 < m_sample.dataset.interactions);
        QVERIFY(report.users_tied_at_split > 0 && report.users_tied_at_split < 60);
        QCOMPARE(report.items_with_image, static_cast<std::int64_t>(m_sample.dataset.item_count()));
        QVERIFY(!report.notes.empty());
    }

    void sameSeedSameBytes() {
        const ImportResult again = make_sample_catalogue(folder("second"));
        QCOMPARE(again.dataset.fingerprint, m_sample.dataset.fingerprint);
        for (std::size_t i = 1; i < again.dataset.items.size(); ++i) {
            const Item &a = again.dataset.items[i], &b = m_sample.dataset.items[i];
            QCOMPARE(a.raw_id, b.raw_id);
            QCOMPARE(a.title + a.text + a.caption + a.summary, b.title + b.text + b.caption + b.summary);
            QCOMPARE(read_file(folder("second") / a.image), read_file(folder("first") / b.image));
        }
        const ImportResult other = make_sample_catalogue(folder("third"), {}, 7);
        QVERIFY(other.dataset.fingerprint != m_sample.dataset.fingerprint);
    }

    void textsAreThereAndTitlesUnique() {
        std::set<std::string> titles;
        for (std::size_t i = 1; i < m_sample.dataset.items.size(); ++i) {
            const Item& item = m_sample.dataset.items[i];
            QVERIFY(titles.insert(item.title).second);
            QVERIFY(!item.text.empty() && !item.caption.empty() && !item.summary.empty());
            QVERIFY(item.image == "images/" + item.raw_id + ".png");
            // The same kind and colour stand in all of them: "Crimson striped mug by Arlo", "a red mug with stripes
            // ...".
            const QString caption = QString::fromStdString(item.caption);
            const QString colour = caption.section(' ', 1, 1), kind = caption.section(' ', 2, 2);
            QVERIFY(QString::fromStdString(item.title).section(' ', 2, 2) == kind);
            QVERIFY(QString::fromStdString(item.text).contains(colour + " " + kind));
            QVERIFY(QString::fromStdString(item.summary).contains(colour));
        }
    }

    /// The named colour is the one that most pixels have, apart from the background.
    void picturesShowTheNamedColour() {
        const auto things = sample_things(2024);
        for (std::size_t i = 1; i < m_sample.dataset.items.size(); ++i) {
            const Item& item = m_sample.dataset.items[i];
            const SampleThing& thing = things[std::stoul(item.raw_id.substr(1)) - 1];
            const std::string file = read_file(folder("first") / item.image);
            QCOMPARE(file, draw_sample_thing(thing));
            QCOMPARE(file.substr(1, 3), std::string("PNG"));
            const auto pixels = sample_pixels(thing);
            QCOMPARE(pixels.size(), std::size_t{3 * sample_picture_size * sample_picture_size});
            std::array<int, sample_colours> votes{};
            int background = 0;
            for (std::size_t p = 0; p < pixels.size(); p += 3) {
                const auto distance = [&](const SampleRgb& c) {
                    return std::abs(pixels[p] - c.red) + std::abs(pixels[p + 1] - c.green) +
                           std::abs(pixels[p + 2] - c.blue);
                };
                background += distance(sample_background(thing.background)) < 6 ? 1 : 0;
                for (int c = 0; c < sample_colours; ++c) votes[place(c)] += distance(sample_colour(c)) < 45 ? 1 : 0;
            }
            const auto winner = std::max_element(votes.begin(), votes.end()) - votes.begin();
            QVERIFY2(winner == thing.colour && votes[place(thing.colour)] > 150, item.caption.c_str());
            QVERIFY(background > 2500);
        }
    }

    /// No two kinds and no two patterns look the same.
    void picturesDiffer() {
        std::set<std::string> seen;
        for (int kind = 0; kind < sample_kinds; ++kind) {
            for (int pattern = 0; pattern < sample_patterns; ++pattern) {
                QVERIFY(seen.insert(draw_sample_thing({.kind = kind, .colour = 4, .pattern = pattern})).second);
            }
        }
    }

    void filterIsApplied() {
        const FilterSettings strict{.min_rating = 4, .min_uc = 12, .min_sc = 8};
        const ImportResult result = make_sample_catalogue(folder("strict"), strict);
        QVERIFY(result.dataset.filter == strict);
        QVERIFY(result.dataset.interactions < m_sample.dataset.interactions * 7 / 10);
        QVERIFY(result.dataset.interactions > m_sample.dataset.interactions / 4);
        QVERIFY(result.dataset.user_count() < 400);
        std::map<ItemId, int> counts;
        for (UserId user = 1; user <= result.dataset.user_count(); ++user) {
            const auto history = result.dataset.history(user, true);
            QVERIFY(history.size() + 1 >= 12);
            for (const ItemId item : history) ++counts[item];
            ++counts[result.dataset.test[place(user)]];
        }
        for (const auto& [item, count] : counts) QVERIFY(count >= 8);
        QCOMPARE(result.report.steps.size(), std::size_t{3});

        const FilterSettings by_id{.tie_rule = TieRule::item_id};
        QVERIFY(make_sample_catalogue(folder("ties"), by_id).dataset.fingerprint != m_sample.dataset.fingerprint);
        QVERIFY_EXCEPTION_THROWN(make_sample_catalogue(folder("none"), {.min_uc = 100}), UserError);
        QVERIFY_EXCEPTION_THROWN(make_sample_catalogue(folder("none"), {.min_uc = 1}), UserError);
    }

    void stops() {
        StopToken stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(make_sample_catalogue(folder("stopped"), {}, 2024, stop), Stopped);
    }

    void tastesCanBeLearnt_data() {
        QTest::addColumn<quint64>("seed");
        for (const quint64 seed : {2024, 1, 2, 3}) QTest::addRow("seed %llu", seed) << seed;
    }
    void tastesCanBeLearnt() {
        QFETCH(quint64, seed);
        const Dataset dataset = seed == 2024
                                    ? m_sample.dataset
                                    : make_sample_catalogue(folder("learn") / std::to_string(seed), {}, seed).dataset;
        const double chance = chance_metrics(dataset.item_count() - 27).recall[2];
        const double popularity = popularity_recall(dataset), markov = markov_recall(dataset);
        const double words = words_recall(dataset), oracle = oracle_recall(dataset, seed);
        qInfo("Recall@10: chance %.3f, popularity %.3f, Markov %.3f, words %.3f, oracle %.3f", chance, popularity,
              markov, words, oracle);
        QVERIFY(popularity > 1.2 * chance && popularity < 0.15);
        QVERIFY(markov > 1.5 * popularity);
        QVERIFY(words > 1.5 * popularity);
        QVERIFY(oracle > 3 * popularity);
        QVERIFY(oracle > markov && oracle < 0.8);
    }

    /// With the choices dealt anew nothing is left but popularity: names, numbers and pictures give nothing away.
    void permutedNothingIsLeft() {
        double popularity = 0, markov = 0, words = 0, chance = 0;
        constexpr int rounds = 5;
        for (std::uint64_t round = 0; round < rounds; ++round) {
            const Dataset dealt = permuted(m_sample.dataset, round);
            QCOMPARE(dealt.interactions, m_sample.dataset.interactions);
            popularity += popularity_recall(dealt) / rounds;
            markov += markov_recall(dealt) / rounds;
            words += words_recall(dealt) / rounds;
            chance += chance_metrics(dealt.item_count() - 27).recall[2] / rounds;
        }
        qInfo("permuted Recall@10: chance %.3f, popularity %.3f, Markov %.3f, words %.3f", chance, popularity, markov,
              words);
        // 2,000 targets: three standard errors are about 0.02.
        QVERIFY(markov < popularity + 0.02);
        QVERIFY(words < chance + 0.02);
    }
};

QTEST_APPLESS_MAIN(TestSampleCatalogue)
#include "tst_sample_catalogue.moc"
