// Candidate lists: no leaks, the place of the target, stored files, files of given negatives.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>
#include <set>

#include "dataset/candidate_sampling.h"
#include "dataset/candidates.h"
#include "dataset/prepare.h"
#include "foundation/files.h"
#include "foundation/random.h"
#include "tests/dataset/made_files.h"

class TestCandidates : public QObject {
    Q_OBJECT
  private slots:
    void target_and_no_leak_data();
    void target_and_no_leak();
    void identical_across_calls_and_other_with_another_seed();
    void target_place_is_uniform();
    void negatives_are_uniform();
    void popular_ones_come_more_often();
    void popularity_without_replacement();
    void rare_table_gives_the_same_chances();
    void popularity_needs_items_in_train();
    void sampling_names();
    void lists_of_before_stay_as_they_were();
    void popularity_is_stored_apart();
    void largest_n();
    void stored_once();
    void stored_file_edited_or_stale();
    void given_file();
    void given_file_refused_data();
    void given_file_refused();
    void golden_negatives_data();
    void golden_negatives();
};

namespace {

/// `users` users with random histories over `items` items; every seventh user has no targets.
wb::Dataset random_dataset(int users, int items, int longest) {
    wb::Rng rng(5, "candidates test");
    wb::Dataset dataset;
    dataset.name = "random";
    dataset.items.resize(std::size_t(items) + 1);
    for (int i = 1; i <= items; ++i) dataset.items[std::size_t(i)].raw_id = "i" + std::to_string(i);
    dataset.user_raw_ids = {""};
    dataset.train = {{}};
    std::vector<wb::ItemId> validation{0}, test{0};
    for (int u = 1; u <= users; ++u) {
        std::vector<wb::ItemId> all(std::size_t(items), 0);
        for (int i = 0; i < items; ++i) all[std::size_t(i)] = i + 1;
        rng.shuffle(all);
        const auto length = 3 + std::ptrdiff_t(rng.below(std::uint64_t(longest - 2)));
        const bool targets = u % 7 != 0;
        dataset.user_raw_ids.push_back("u" + std::to_string(u));
        dataset.train.emplace_back(all.begin(), all.begin() + length - 2);
        validation.push_back(targets ? all[std::size_t(length) - 2] : 0);
        test.push_back(targets ? all[std::size_t(length) - 1] : 0);
        dataset.interactions += length - (targets ? 0 : 2);
    }
    dataset.validation = wb::TrueItems(validation);
    dataset.test = wb::TrueItems(test);
    dataset.fingerprint = wb::dataset_fingerprint(dataset);
    return dataset;
}

void check_lists(const wb::Dataset& dataset, const wb::CandidateLists& lists) {
    const auto& targets = lists.split == "test" ? dataset.test : dataset.validation;
    QCOMPARE(lists.lists.size(), dataset.train.size());
    for (std::size_t u = 1; u < dataset.train.size(); ++u) {
        const auto& list = lists.lists[u];
        if (targets[u] == 0) {
            QVERIFY(list.empty());
            continue;
        }
        QCOMPARE(int(list.size()), lists.n);
        QCOMPARE(int(std::set<wb::ItemId>(list.begin(), list.end()).size()), lists.n);
        QCOMPARE(std::count(list.begin(), list.end(), targets[u]), 1);
        std::set<wb::ItemId> seen(dataset.train[u].begin(), dataset.train[u].end());
        seen.insert({dataset.validation[u], dataset.test[u]});
        for (const auto item : list) {
            QVERIFY(item >= 1 && item <= dataset.item_count());
            QVERIFY(item == targets[u] || !seen.contains(item));
        }
    }
}

/// Chi-square of observed counts against equal ones.
double chi_square(const std::vector<int>& counts) {
    double total = 0, sum = 0;
    for (const int count : counts) total += count;
    const double expected = total / double(counts.size());
    for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
    return sum;
}

}  // namespace

void TestCandidates::target_and_no_leak_data() {
    QTest::addColumn<QString>("split");
    QTest::addColumn<int>("n");
    for (const char* split : {"validation", "test"})
        for (const int n : {2, 20, 61}) QTest::addRow("%s %d", qPrintable(QString(split)), n) << QString(split) << n;
}

void TestCandidates::target_and_no_leak() {
    QFETCH(QString, split);
    QFETCH(int, n);
    const auto dataset = random_dataset(200, 100, 40);  // 61 is all that the longest history leaves
    check_lists(dataset, wb::sample_candidates(dataset, split.toStdString(), {n, 42}));
}

void TestCandidates::identical_across_calls_and_other_with_another_seed() {
    const auto dataset = random_dataset(50, 100, 40);
    const auto lists = wb::sample_candidates(dataset, "test", {20, 42}).lists;
    QCOMPARE(wb::sample_candidates(dataset, "test", {20, 42}).lists, lists);
    QVERIFY(wb::sample_candidates(dataset, "test", {20, 43}).lists != lists);
    const auto validation = wb::sample_candidates(dataset, "validation", {20, 42}).lists;
    int shared = 0, users = 0;
    for (std::size_t u = 1; u < lists.size(); ++u) {
        if (lists[u].empty()) continue;
        ++users;
        const std::set<wb::ItemId> items(lists[u].begin(), lists[u].end());
        for (const auto item : validation[u]) shared += int(items.contains(item));
    }
    QVERIFY(shared < users * 8);  // the two splits are drawn apart: about 4 of 19 by chance
}

void TestCandidates::target_place_is_uniform() {
    const auto dataset = random_dataset(4000, 60, 30);
    const auto lists = wb::sample_candidates(dataset, "test", {20, 1});
    std::vector<int> places(20, 0);
    for (std::size_t u = 1; u < lists.lists.size(); ++u) {
        const auto& list = lists.lists[u];
        if (!list.empty()) ++places[std::size_t(std::find(list.begin(), list.end(), dataset.test[u]) - list.begin())];
    }
    QVERIFY2(chi_square(places) < 43.8, "19 degrees of freedom, p = 0.001");
}

void TestCandidates::negatives_are_uniform() {
    auto dataset = random_dataset(4000, 40, 30);
    // All users alike: 3, 20 and 38 were touched.
    for (std::size_t u = 1; u < dataset.train.size(); ++u) dataset.train[u] = {3};
    dataset.validation.assign(dataset.train.size(), 20);
    dataset.test.assign(dataset.train.size(), 38);
    std::vector<int> counts(41, 0);
    const auto lists = wb::sample_candidates(dataset, "test", {11, 1});
    for (const auto& list : lists.lists)
        for (const auto item : list) ++counts[std::size_t(item)];
    QCOMPARE(counts[3] + counts[20], 0);
    QCOMPARE(counts[38], 4000);
    for (const int gone : {38, 20, 3, 0}) counts.erase(counts.begin() + gone);
    // Without replacement the counts vary less than in independent draws, so the bound for these holds as well.
    QVERIFY2(chi_square(counts) < 67.9, "36 degrees of freedom, p = 0.001");
}

/// Items 1 .. 4 with 1, 2, 3 and 6 interactions of others, and user 1, who had item 5.
wb::Dataset weighted_dataset() {
    wb::Dataset dataset;
    dataset.name = "weighted";
    dataset.items.resize(8);
    for (std::size_t i = 1; i < 8; ++i) dataset.items[i].raw_id = std::to_string(i);
    dataset.user_raw_ids = {"", "u", "v"};
    dataset.train = {{}, {5}, {1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4}};
    dataset.validation = {0, 6, 0};  // 6 and 7 are in no training sequence
    dataset.test = {0, 7, 0};
    dataset.interactions = 15;
    dataset.fingerprint = wb::dataset_fingerprint(dataset);
    return dataset;
}

void TestCandidates::popular_ones_come_more_often() {
    const auto dataset = weighted_dataset();
    std::vector<int> counts(8, 0);
    constexpr int draws = 12000;
    for (int seed = 0; seed < draws; ++seed) {
        const auto drawn =
            wb::sample_candidates(dataset, "test", {2, std::uint64_t(seed), wb::CandidateSampling::popularity});
        for (const auto item : drawn.lists[1]) ++counts[std::size_t(item)];
    }
    QCOMPARE(counts[7], draws);          // the target
    QCOMPARE(counts[5] + counts[6], 0);  // touched
    double sum = 0;
    for (const int item : {1, 2, 3, 4}) {
        const double expected = draws * (item == 4 ? 6.0 : item) / 12;
        sum += (counts[std::size_t(item)] - expected) * (counts[std::size_t(item)] - expected) / expected;
    }
    QVERIFY2(sum < 16.3, "3 degrees of freedom, p = 0.001");
}

void TestCandidates::popularity_without_replacement() {
    auto dataset = random_dataset(200, 100, 40);
    check_lists(dataset, wb::sample_candidates(dataset, "test", {20, 42, wb::CandidateSampling::popularity}));
    const auto lists = wb::sample_candidates(dataset, "test", {20, 42, wb::CandidateSampling::popularity}).lists;
    QCOMPARE(wb::sample_candidates(dataset, "test", {20, 42, wb::CandidateSampling::popularity}).lists, lists);
    QVERIFY(wb::sample_candidates(dataset, "test", {20, 42}).lists != lists);
}

/// All but two items gone, and the two left have 1 and 2 of very many interactions: nothing but the table of what is
/// left finds them, and it must draw them with the chances that rejection would.
void TestCandidates::rare_table_gives_the_same_chances() {
    auto dataset = weighted_dataset();
    for (int i = 0; i < 100000; ++i) dataset.train[2].push_back(4);
    const wb::NegativeSampler sampler(dataset, wb::CandidateSampling::popularity);
    const std::vector<wb::ItemId> seen = {3, 4, 5};
    QCOMPARE(sampler.available(seen), 2);
    int first_is_two = 0;
    constexpr int draws = 6000;
    for (int i = 0; i < draws; ++i) {
        wb::Rng rng(1, "rare", std::uint64_t(i));
        const auto items = sampler.draw(seen, 2, rng);
        QCOMPARE(items.size(), 2u);
        QCOMPARE(items[0] + items[1], 3);
        first_is_two += items[0] == 2;
    }
    // 2/3 of 6,000 with a standard deviation of 36.5.
    QVERIFY2(std::abs(first_is_two - 4000) < 130, qPrintable(QString::number(first_is_two)));
}

void TestCandidates::popularity_needs_items_in_train() {
    const auto dataset = weighted_dataset();
    const auto by_popularity = wb::CandidateSampling::popularity;
    QCOMPARE(wb::largest_candidate_count(dataset, by_popularity), 5);  // 1 2 3 4 and the target
    check_lists(dataset, wb::sample_candidates(dataset, "test", {5, 1, by_popularity}));
    const auto error = made::error_of([&] { wb::sample_candidates(dataset, "test", {6, 1, by_popularity}); });
    QVERIFY2(error.find("training sequence") != std::string::npos, error.c_str());
    QVERIFY2(error.find("that works is 5.") != std::string::npos, error.c_str());
}

void TestCandidates::sampling_names() {
    for (const auto sampling : {wb::CandidateSampling::uniform, wb::CandidateSampling::popularity})
        QVERIFY(wb::candidate_sampling_from(wb::candidate_sampling_name(sampling)) == sampling);
    QVERIFY(made::error_of([] { wb::candidate_sampling_from("hard"); }).find("popularity") != std::string::npos);
}

/// The bytes that the program wrote before there was another sampling than the uniform one.
void TestCandidates::lists_of_before_stay_as_they_were() {
    QTemporaryDir dir;
    wb::ImportRequest request;
    request.dataset_code = "sample";
    const auto folder = wb::prepare_dataset(request, made::path_of(dir), {50, 42}).info.folder / "candidates";
    QCOMPARE(wb::sha256_hex(made::read(folder / "test_n50_seed42.txt")),
             "10bfa05ec6bfd479dc53cde5a1e7c397d18d4fca59acd85c7b3a738dfb2788a9");
    QCOMPARE(wb::sha256_hex(made::read(folder / "validation_n50_seed42.txt")),
             "4be2586c8dea7fd385a5ee6b64b6b982c6080678686046b288b8233affe90369");
}

void TestCandidates::popularity_is_stored_apart() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "x";
    wb::write_prepared(random_dataset(40, 60, 20), folder);
    auto dataset = wb::read_prepared(folder);
    const wb::CandidateSettings settings{20, 42, wb::CandidateSampling::popularity};
    const auto uniform = wb::stored_candidates(dataset, "test", {20, 42});
    const auto first = wb::stored_candidates(dataset, "test", settings);
    QVERIFY(first.lists != uniform.lists);
    QVERIFY(first.notice.empty());
    const auto file = folder / "candidates/test_n20_popularity_seed42.txt";
    const auto bytes = made::read(file);
    QVERIFY(bytes.starts_with("# rerank candidates 2 popularity seed 42 " + dataset.fingerprint + " "));
    QCOMPARE(wb::stored_candidates(dataset, "test", settings).lists, first.lists);
    // Uniform lists under the name of the others are no lists of this kind.
    made::write(file, made::read(folder / "candidates/test_n20_seed42.txt"));
    QVERIFY(made::error_of([&] { wb::stored_candidates(dataset, "test", settings); }).find("edited") !=
            std::string::npos);
    made::write(file, bytes);
    std::swap(dataset.validation, dataset.test);
    dataset.fingerprint = wb::dataset_fingerprint(dataset);
    const auto fresh = wb::stored_candidates(dataset, "test", settings);
    QVERIFY2(fresh.notice.find("made anew") != std::string::npos, fresh.notice.c_str());
    QVERIFY(wb::stored_candidates(dataset, "test", settings).notice.empty());
}

void TestCandidates::largest_n() {
    auto dataset = random_dataset(30, 50, 20);
    std::size_t most = 0;
    for (std::size_t u = 1; u < dataset.train.size(); ++u)
        if (dataset.test[u] != 0) most = std::max(most, dataset.train[u].size() + 2);
    const int largest = 50 - int(most) + 1;
    QCOMPARE(wb::largest_candidate_count(dataset), largest);
    check_lists(dataset, wb::sample_candidates(dataset, "test", {largest, 42}));
    const auto error = made::error_of([&] { wb::sample_candidates(dataset, "test", {largest + 1, 42}); });
    QVERIFY2(error.find("that works is " + std::to_string(largest) + ".") != std::string::npos, error.c_str());
    QVERIFY(!made::error_of([&] { wb::sample_candidates(dataset, "test", {1, 42}); }).empty());
    // Twice the same item counts once.
    dataset.train[1].push_back(dataset.train[1].front());
    QCOMPARE(wb::largest_candidate_count(dataset), largest);
}

void TestCandidates::stored_once() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "x";
    wb::write_prepared(random_dataset(40, 60, 20), folder);
    const auto dataset = wb::read_prepared(folder);
    const auto first = wb::stored_candidates(dataset, "test", {20, 42});
    const auto file = folder / "candidates/test_n20_seed42.txt";
    QVERIFY(std::filesystem::exists(file));
    const auto time = std::filesystem::last_write_time(file);
    const auto second = wb::stored_candidates(dataset, "test", {20, 42});
    QCOMPARE(second.lists, first.lists);
    QCOMPARE(second.n, 20);
    QVERIFY(std::filesystem::last_write_time(file) == time);
    QCOMPARE(first.lists, wb::sample_candidates(dataset, "test", {20, 42}).lists);
    auto in_memory = dataset;
    in_memory.folder.clear();
    QCOMPARE(wb::stored_candidates(in_memory, "test", {20, 42}).lists, first.lists);
}

void TestCandidates::stored_file_edited_or_stale() {
    QTemporaryDir dir;
    const auto folder = made::path_of(dir) / "x";
    wb::write_prepared(random_dataset(40, 60, 20), folder);
    auto dataset = wb::read_prepared(folder);
    const auto lists = wb::stored_candidates(dataset, "validation", {10, 3}).lists;
    const auto file = folder / "candidates/validation_n10_seed3.txt";
    const auto bytes = made::read(file);
    made::write(file, bytes.substr(0, bytes.size() - 5));
    const auto error = made::error_of([&] { wb::stored_candidates(dataset, "validation", {10, 3}); });
    QVERIFY2(error.find("was edited") != std::string::npos, error.c_str());
    made::write(file, "");
    QVERIFY(!made::error_of([&] { wb::stored_candidates(dataset, "validation", {10, 3}); }).empty());
    // Lists of another state of the dataset are made anew.
    made::write(file, bytes);
    std::swap(dataset.validation, dataset.test);
    dataset.fingerprint = wb::dataset_fingerprint(dataset);
    const auto fresh = wb::stored_candidates(dataset, "validation", {10, 3});
    check_lists(dataset, fresh);
    QVERIFY(fresh.lists != lists);
}

void TestCandidates::given_file() {
    auto dataset = random_dataset(2, 10, 3);
    dataset.train = {{}, {1}, {2}};
    dataset.validation = {0, 2, 3};
    dataset.test = {0, 3, 4};
    QTemporaryDir dir;
    const auto file =
        made::write(made::path_of(dir) / "n.csv",
                    "user_id,n,negative_item_ids\r\nu1,2,i5 i6\r\nu1,3,i5 i6 i7\r\nu2,2,i6 i5\r\nu2,3,i8 i9 i10\r\n");
    const auto lists = wb::candidates_from_file(dataset, "test", 3, 42, file).lists;
    QCOMPARE(std::set<wb::ItemId>(lists[1].begin(), lists[1].end()), (std::set<wb::ItemId>{3, 5, 6}));
    QCOMPARE(std::set<wb::ItemId>(lists[2].begin(), lists[2].end()), (std::set<wb::ItemId>{4, 5, 6}));
    QCOMPARE(wb::candidates_from_file(dataset, "test", 3, 42, file).lists, lists);
    QCOMPARE(wb::candidates_from_file(dataset, "test", 4, 42, file).lists[1].size(), 4u);
    QVERIFY(!made::error_of([&] { wb::candidates_from_file(dataset, "test", 5, 42, file); }).empty());
}

void TestCandidates::given_file_refused_data() {
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown user") << "x,2,i5 i6\n"
                                  << "user is not in the dataset";
    QTest::newRow("unknown item") << "u1,2,i5 i99\n"
                                  << "item i99 is not";
    QTest::newRow("target") << "u1,2,i5 i3\n"
                            << "is the true item";
    QTest::newRow("twice") << "u1,2,i5 i5\n"
                           << "listed twice";
    QTest::newRow("too few") << "u1,2,i5\n"
                             << "as many items";
    QTest::newRow("user twice") << "u1,2,i5 i6\nu1,2,i5 i6\n"
                                << "listed before";
    QTest::newRow("user missing") << "u1,2,i5 i6\n"
                                  << "for user u2";
    QTest::newRow("fields") << "u1,2\n"
                            << "three fields";
}

void TestCandidates::given_file_refused() {
    QFETCH(QString, rows);
    QFETCH(QString, says);
    auto dataset = random_dataset(2, 10, 3);
    dataset.train = {{}, {1}, {2}};
    dataset.validation = {0, 2, 3};
    dataset.test = {0, 3, 4};
    QTemporaryDir dir;
    const auto file = made::write(made::path_of(dir) / "n.csv", "user_id,n,negative_item_ids\n" + rows.toStdString());
    const auto error = made::error_of([&] { wb::candidates_from_file(dataset, "test", 3, 42, file); });
    QVERIFY2(error.find(says.toStdString()) != std::string::npos, error.c_str());
    made::write(file, "user,items\n");
    QVERIFY(made::error_of([&] {
                wb::candidates_from_file(dataset, "test", 3, 42, file);
            }).find("no file of candidates") != std::string::npos);
}

void TestCandidates::golden_negatives_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<double>("min_rating");
    QTest::addColumn<int>("min_uc");
    QTest::addColumn<int>("min_sc");
    QTest::addColumn<int>("users");
    QTest::newRow("all") << "ml100k_all_negatives_seed42.csv" << 0.0 << 5 << 0 << 943;
    QTest::newRow("r3 core 20") << "ml100k_r3_core20_negatives_seed42.csv" << 3.0 << 20 << 20 << 817;
}

void TestCandidates::golden_negatives() {
    REQUIRE_SHARED_DATA(data);
    QFETCH(QString, file);
    QFETCH(double, min_rating);
    QFETCH(int, min_uc);
    QFETCH(int, min_sc);
    QFETCH(int, users);
    auto request = made::request(data / "data/ml-100k", min_uc, min_sc);
    request.filter.min_rating = min_rating;
    const auto dataset = wb::import_dataset(request).dataset;
    for (const int n : {20, 50}) {
        const auto lists = wb::candidates_from_file(dataset, "test", n, 42, data / "goldens" / file.toStdString());
        check_lists(dataset, lists);
        QCOMPARE(
            std::count_if(lists.lists.begin(), lists.lists.end(), [](const auto& list) { return !list.empty(); }),
            users);
    }
}

QTEST_APPLESS_MAIN(TestCandidates)
#include "tst_candidates.moc"
