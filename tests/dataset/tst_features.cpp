// The plain extractors: words, TF-IDF, singular values, picture descriptor; what they say about the sample catalogue.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <cmath>
#include <random>

#include "dataset/features/feature_extractor.h"
#include "dataset/features/picture_descriptor.h"
#include "dataset/features/tfidf_svd.h"
#include "dataset/features/truncated_svd.h"
#include "dataset/features/words.h"
#include "dataset/sample_catalogue.h"
#include "dataset/sample_items.h"
#include "foundation/parallel.h"
#include "tests/dataset/made_files.h"

using namespace wb;

namespace {

const FeatureExtractor& pictures() {
    return plain_extractors().get("opencv-histogram");
}
const FeatureExtractor& texts() {
    return plain_extractors().get("tfidf-svd");
}
ItemFeatures features_of(const FeatureExtractor& extractor, const Dataset& dataset, int threads = 2) {
    return extractor.extract(dataset, threads, {}, {});
}

double product(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
    return sum;
}

/// How many of the `k` nearest items `same` says yes to, as a share over all items.
template <class Same>
double share_of_neighbours(const ItemFeatures& features, std::size_t k, Same same) {
    double hits = 0;
    for (std::int64_t item = 1; item < features.rows; ++item) {
        std::vector<std::pair<double, std::int64_t>> others;
        for (std::int64_t other = 1; other < features.rows; ++other)
            if (other != item) others.emplace_back(-product(features.row(item), features.row(other)), other);
        std::partial_sort(others.begin(), others.begin() + std::ptrdiff_t(k), others.end());
        for (std::size_t i = 0; i < k; ++i) hits += same(item, others[i].second);
    }
    return hits / double(k) / double(features.rows - 1);
}

/// The dense matrix with the given rows, zeros left out.
SparseMatrix sparse(const std::vector<std::vector<float>>& rows) {
    SparseMatrix matrix;
    matrix.rows = std::int64_t(rows.size());
    matrix.columns = std::int64_t(rows.front().size());
    matrix.begin.push_back(0);
    for (const auto& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c)
            if (row[c] != 0) {
                matrix.column.push_back(std::int32_t(c));
                matrix.value.push_back(row[c]);
            }
        matrix.begin.push_back(std::int64_t(matrix.value.size()));
    }
    return matrix;
}

double entry(const TruncatedSvd& svd, std::size_t r, std::size_t c) {
    const auto rank = std::size_t(svd.rank);
    double sum = 0;
    for (std::size_t k = 0; k < rank; ++k) sum += svd.left[r * rank + k] * svd.values[k] * svd.right[c * rank + k];
    return sum;
}

/// Largest distance of a matrix with orthonormal columns from being one.
double distance_from_orthonormal(const std::vector<float>& values, std::size_t columns) {
    double worst = 0;
    for (std::size_t a = 0; a < columns; ++a)
        for (std::size_t b = 0; b < columns; ++b) {
            double sum = a == b ? -1 : 0;
            for (std::size_t at = 0; at < values.size(); at += columns)
                sum += double{values[at + a]} * values[at + b];
            worst = std::max(worst, std::abs(sum));
        }
    return worst;
}

struct FlatPicture {
    std::vector<std::uint8_t> hsv, grey;
    FlatPicture(std::uint8_t hue, std::uint8_t saturation, std::uint8_t value)
        : grey(std::size_t(descriptor_side * descriptor_side), value) {
        for (std::size_t i = 0; i < grey.size(); ++i) hsv.insert(hsv.end(), {hue, saturation, value});
    }
};

}  // namespace

class TestFeatures : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    Dataset m_sample;
    std::vector<SampleThing> m_things;  ///< by item

  private slots:
    void initTestCase() {
        m_sample = make_sample_catalogue(made::path_of(m_dir)).dataset;
        m_sample.folder = made::path_of(m_dir);
        const auto things = sample_things(2024);
        m_things.resize(m_sample.items.size());
        for (std::size_t i = 1; i < m_things.size(); ++i)
            m_things[i] = things.at(std::stoul(m_sample.items[i].raw_id.substr(1)) - 1);
    }

    void words_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("empty") << "" << QStringList{};
        QTest::newRow("no word") << " -- ?!\n" << QStringList{};
        QTest::newRow("case and digits") << "Blade Runner 2049" << QStringList{"blade", "runner", "2049"};
        QTest::newRow("apostrophe, accents") << "L'\xC3\x89t\xC3\xA9" << QStringList{"l", QString::fromUtf8("été")};
        QTest::newRow("accent of its own") << "e\xCC\x81t\xC3\xA9" << QStringList{QString::fromUtf8("été")};
        QTest::newRow("sharp s") << QString::fromUtf8("Straße") << QStringList{"strasse"};
        QTest::newRow("wide letters") << QString::fromUtf8("ＡＢ１") << QStringList{"ab1"};
        QTest::newRow("ligature") << QString::fromUtf8("ﬁlm") << QStringList{"film"};
        QTest::newRow("Cyrillic") << QString::fromUtf8("МОСКВА, 1980")
                                  << QStringList{QString::fromUtf8("москва"), "1980"};
        QTest::newRow("Vietnamese") << QString::fromUtf8("Mùa HÈ")
                                    << QStringList{QString::fromUtf8("mùa"), QString::fromUtf8("hè")};
        QTest::newRow("hyphen") << "spider-man" << QStringList{"spider", "man"};
    }
    void words() {
        QFETCH(QString, text);
        QFETCH(QStringList, words);
        QStringList got;
        for (const auto& word : words_of(text.toStdString())) got << QString::fromStdString(word);
        QCOMPARE(got, words);
    }
    void broken_utf8_divides_words() {
        const auto got = words_of(
            "ab\xFF"
            "cd\xC3");
        QVERIFY2(got.size() >= 2 && got[0] == "ab", "the bytes around the broken ones stay words");
    }

    void text_of_an_item() {
        Item item;
        QCOMPARE(feature_text(item), std::string());
        item.title = "Red mug";
        item.caption = "not read";
        QCOMPARE(feature_text(item), std::string("Red mug"));
        item.text = "Holds tea.";
        QCOMPARE(feature_text(item), std::string("Red mug\nHolds tea."));
        item.text = "Red mug. Holds tea.";
        QCOMPARE(feature_text(item), item.text);
    }

    void tfidf_by_hand() {
        // Three texts with words; "mug" is in all of them, "red" in one, twice.
        const SparseMatrix m = hashed_tfidf({"mug red red", "mug", "...", "mug blue"}, 1, {});
        QCOMPARE(m.rows, std::int64_t{4});
        QCOMPARE(m.columns, std::int64_t{1} << 18);
        QCOMPARE(m.begin, (std::vector<std::int64_t>{0, 2, 3, 3, 5}));
        const double mug = std::log(4.0 / 4.0) + 1, red = (1 + std::log(2.0)) * (std::log(4.0 / 2.0) + 1);
        const double length = std::sqrt(mug * mug + red * red);
        const std::int32_t mug_column = m.column[2];
        QCOMPARE(std::abs(m.value[2]), 1.0f);
        for (std::size_t e : {0u, 1u})
            QVERIFY(std::abs(std::abs(m.value[e]) - (m.column[e] == mug_column ? mug : red) / length) < 1e-6);
        QVERIFY(m.column[0] == mug_column || m.column[1] == mug_column);
    }

    void signs_of_the_hash_are_balanced() {
        std::string text;
        for (int i = 0; i < 4000; ++i) text += "word" + std::to_string(i) + " ";
        const SparseMatrix m = hashed_tfidf({text}, 1, {});
        const auto negative = std::count_if(m.value.begin(), m.value.end(), [](float v) { return v < 0; });
        QVERIFY2(std::abs(double(negative) - 2000) < 5 * std::sqrt(1000.0), "about half");
        QVERIFY2(m.value.size() > 3940, "4000 words in 2^18 columns collide about 30 times");
    }

    void svd_of_a_low_rank_matrix_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("rank");
        QTest::addColumn<int>("asked");
        QTest::newRow("tall") << 400 << 60 << 5 << 5;
        QTest::newRow("wide") << 30 << 300 << 4 << 4;
        QTest::newRow("more asked than there is") << 50 << 40 << 3 << 20;
        QTest::newRow("one") << 20 << 20 << 1 << 1;
    }
    void svd_of_a_low_rank_matrix() {
        QFETCH(int, rows);
        QFETCH(int, columns);
        QFETCH(int, rank);
        QFETCH(int, asked);
        std::mt19937 random(7);
        std::normal_distribution<float> normal;
        std::vector<std::vector<float>> dense(std::size_t(rows), std::vector<float>(std::size_t(columns), 0));
        for (int k = 0; k < rank; ++k) {
            std::vector<float> a(static_cast<std::size_t>(rows)), b(static_cast<std::size_t>(columns));
            for (auto* v : {&a, &b})
                for (float& x : *v) x = normal(random);
            for (std::size_t r = 0; r < dense.size(); ++r)
                for (std::size_t c = 0; c < b.size(); ++c) dense[r][c] += a[r] * b[c] * float(rank - k);
        }
        SvdOptions options;
        options.rank = asked;
        const TruncatedSvd svd = truncated_svd(sparse(dense), options);
        QCOMPARE(svd.rank, std::int64_t{rank});
        QVERIFY(std::is_sorted(svd.values.rbegin(), svd.values.rend()));
        double worst = 0, largest = 0;
        for (std::size_t r = 0; r < dense.size(); ++r)
            for (std::size_t c = 0; c < dense[r].size(); ++c) {
                worst = std::max(worst, std::abs(entry(svd, r, c) - dense[r][c]));
                largest = std::max(largest, std::abs(double{dense[r][c]}));
            }
        QVERIFY2(worst < 1e-5 * largest, qPrintable(QString::number(worst / largest)));
        QVERIFY(distance_from_orthonormal(svd.left, std::size_t(rank)) < 1e-5);
        QVERIFY(distance_from_orthonormal(svd.right, std::size_t(rank)) < 1e-5);
    }

    void svd_values_of_a_known_matrix() {
        // Diagonal: the values are its entries, the vectors the axes, their largest entry positive.
        std::vector<std::vector<float>> dense(12, std::vector<float>(9, 0));
        for (std::size_t i = 0; i < 9; ++i) dense[i][i] = i == 4 ? -20.0f : float(i + 1);
        SvdOptions options;
        options.rank = 3;
        const TruncatedSvd svd = truncated_svd(sparse(dense), options);
        QCOMPARE(svd.rank, std::int64_t{3});
        const double expected[] = {20, 9, 8};
        for (std::size_t k = 0; k < 3; ++k) QVERIFY(std::abs(svd.values[k] - expected[k]) < 1e-4);
        QVERIFY(std::abs(svd.right[4 * 3 + 0] - 1) < 1e-4);
        QVERIFY(std::abs(svd.left[4 * 3 + 0] + 1) < 1e-4);
    }

    void svd_of_nothing() {
        SparseMatrix none;
        none.begin = {0};
        QCOMPARE(truncated_svd(none, {}).rank, std::int64_t{0});
        QCOMPARE(truncated_svd(sparse({{0, 0}, {0, 0}}), {}).rank, std::int64_t{0});
    }

    void flat_pictures() {
        const FlatPicture red(0, 255, 255);
        const auto numbers = describe_picture(red.hsv, red.grey);
        // All of the first hue, full saturation and brightness; chroma 1 in every cell; no edge at all.
        for (std::size_t i = 0; i < 128; ++i) QCOMPARE(numbers[i], i == 15 ? float(std::sqrt(0.5)) : 0.0f);
        for (std::size_t i = 128; i < 256; ++i)
            QVERIFY(std::abs(numbers[i] - (i % 8 == 0 ? std::sqrt(0.5 / 16) : 0.0)) < 1e-6);
        for (std::size_t i = 256; i < 384; ++i) QCOMPARE(numbers[i], 0.0f);
        const FlatPicture white(77, 0, 255);
        const auto of_white = describe_picture(white.hsv, white.grey);
        for (std::size_t i = 128; i < 256; ++i)
            QVERIFY(std::abs(of_white[i] - (i % 8 == 7 ? std::sqrt(0.5 / 16) : 0.0)) < 1e-6);
    }

    void an_edge_has_a_direction_and_a_place() {
        FlatPicture picture(0, 0, 0);
        for (std::size_t y = 0; y < 128; ++y)
            for (std::size_t x = 48; x < 128; ++x) picture.grey[y * 128 + x] = 200;  // upright edge, second column
        const auto numbers = describe_picture(picture.hsv, picture.grey);
        double in_place = 0, all = 0;
        for (std::size_t i = 256; i < 384; ++i) {
            const std::size_t cell = (i - 256) / 8, direction = (i - 256) % 8;
            all += double{numbers[i]} * numbers[i];
            if (cell % 4 == 1 && direction == 0) in_place += double{numbers[i]} * numbers[i];
        }
        QVERIFY(all > 0.3);
        QVERIFY(std::abs(in_place - all) < 1e-6);
    }

    void extractors_know_themselves() {
        for (const auto& extractor : plain_extractors().all()) {
            const ItemFeatures features = features_of(*extractor, m_sample);
            QCOMPARE(features.extractor, extractor->id());
            QCOMPARE(features.kind, extractor->kind());
            QCOMPARE(features.dim, extractor->dim());
            QCOMPARE(features.rows, std::int64_t{m_sample.item_count()} + 1);
            QCOMPARE(features.count_present(), std::int64_t{m_sample.item_count()});
            QCOMPARE(features.present[0], std::uint8_t{0});
            QCOMPARE(product(features.row(0), features.row(0)), 0.0);
            for (std::int64_t i = 1; i < features.rows; ++i)
                QVERIFY(std::abs(product(features.row(i), features.row(i)) - 1) < 1e-5);
        }
        QVERIFY(made::error_of([] { plain_extractors().get("clip"); }).find("opencv-histogram") != std::string::npos);
        FeatureExtractors twice;
        register_plain_extractors(twice);
        QVERIFY_EXCEPTION_THROWN(register_plain_extractors(twice), std::logic_error);
    }

    void names_of_features_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << "clip-vit_b32" << true;
        QTest::newRow("digit first") << "4096" << true;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("dash first") << "-x" << false;
        QTest::newRow("path") << "../x" << false;
        QTest::newRow("capital") << "Clip" << false;
        QTest::newRow("long") << QString(65, 'a') << false;
    }
    void names_of_features() {
        QFETCH(QString, name);
        QFETCH(bool, good);
        QCOMPARE(is_feature_name(name.toStdString()), good);
    }

    void neighbours_share_what_can_be_seen_or_read_data() {
        QTest::addColumn<bool>("by_pictures");
        QTest::addColumn<QString>("what");
        QTest::addColumn<double>("at_least");  // chance: about 1/12 for the kind, 1/10 for the colour
        QTest::newRow("pictures, colour") << true << "colour" << 0.5;
        QTest::newRow("pictures, kind") << true << "kind" << 0.3;
        QTest::newRow("texts, kind") << false << "kind" << 0.6;
    }
    void neighbours_share_what_can_be_seen_or_read() {
        QFETCH(bool, by_pictures);
        QFETCH(QString, what);
        QFETCH(double, at_least);
        const ItemFeatures features = features_of(by_pictures ? pictures() : texts(), m_sample);
        const auto same = [&](std::int64_t a, std::int64_t b) {
            const auto &one = m_things[std::size_t(a)], &other = m_things[std::size_t(b)];
            return what == "kind" ? one.kind == other.kind : one.colour == other.colour;
        };
        const double share = share_of_neighbours(features, 5, same);
        qInfo("%.3f of the five nearest share the %s", share, qPrintable(what));
        QVERIFY(share >= at_least);
    }

    void same_numbers_on_any_number_of_threads_data() {
        QTest::addColumn<QString>("id");
        for (const auto& extractor : plain_extractors().all())
            QTest::newRow(extractor->id().c_str()) << QString::fromStdString(extractor->id());
    }
    void same_numbers_on_any_number_of_threads() {
        QFETCH(QString, id);
        const auto& extractor = plain_extractors().get(id.toStdString());
        const ItemFeatures one = features_of(extractor, m_sample, 1);
        for (const int threads : {2, 3}) {
            const ItemFeatures more = features_of(extractor, m_sample, threads);
            QVERIFY(std::memcmp(one.values.data(), more.values.data(), one.values.size() * sizeof(float)) == 0);
            QVERIFY(one.present == more.present);
        }
    }

    void missing_pictures_and_texts_are_not_made_up() {
        Dataset data = m_sample;
        const auto folder = made::path_of(m_dir);
        data.items[1].image.clear();
        data.items[2].image = "images/not-there.png";
        made::write(folder / "broken.png", "\x89PNG\r\n\x1a\nand no more");
        data.items[3].image = "broken.png";
        data.items[1].title = data.items[1].text = "";
        data.items[2].text = data.items[2].title = "?!";
        const ItemFeatures seen = features_of(pictures(), data), read = features_of(texts(), data);
        for (const std::int64_t item : {1, 2, 3}) {
            QCOMPARE(seen.present[std::size_t(item)], std::uint8_t{0});
            QCOMPARE(product(seen.row(item), seen.row(item)), 0.0);
        }
        QCOMPARE(seen.count_present(), std::int64_t{data.item_count()} - 3);
        QCOMPARE(read.count_present(), std::int64_t{data.item_count()} - 2);
        QCOMPARE(product(read.row(2), read.row(2)), 0.0);
    }

    void noise_instead_of_a_picture_gives_other_features() {
        Dataset data = m_sample;
        // A small PPM, which OpenCV reads too: every pixel another colour.
        std::mt19937 random(3);
        std::string noise = "P6\n64 64\n255\n";
        for (int i = 0; i < 64 * 64 * 3; ++i) noise += char(random() & 255);
        made::write(made::path_of(m_dir) / "noise.ppm", noise);
        const ItemFeatures before = features_of(pictures(), data);
        const std::string digest = pictures().input_digest(data);
        data.items[7].image = "noise.ppm";
        QVERIFY(pictures().input_digest(data) != digest);
        const ItemFeatures after = features_of(pictures(), data);
        QVERIFY(product(before.row(7), after.row(7)) < 0.7);
        QCOMPARE(product(before.row(8), after.row(8)), product(before.row(8), before.row(8)));
    }

    void few_texts_leave_columns_zero() {
        Dataset data;
        data.items.resize(4);
        data.train.resize(1);
        data.items[1].title = "red mug";
        data.items[2].title = "blue mug";
        data.items[3].title = "red lamp";
        const ItemFeatures features = features_of(texts(), data);
        QCOMPARE(features.dim, std::int64_t{128});
        for (std::int64_t item = 1; item <= 3; ++item)
            for (std::size_t k = 3; k < 128; ++k) QCOMPARE(features.row(item)[k], 0.0f);
        // With three dimensions for three texts nothing is lost: products are those of the TF-IDF rows.
        const double red = std::log(4.0 / 3.0) + 1, mug = red, blue = std::log(4.0 / 2.0) + 1;
        const double expected = mug * mug / std::sqrt((red * red + mug * mug) * (mug * mug + blue * blue));
        QVERIFY(std::abs(product(features.row(1), features.row(2)) - expected) < 1e-5);
        QVERIFY(std::abs(product(features.row(2), features.row(3))) < 1e-5);
    }

    void stopping() {
        StopToken stop;
        stop.request_stop();
        for (const auto& extractor : plain_extractors().all())
            QVERIFY_EXCEPTION_THROWN(extractor->extract(m_sample, 2, stop, {}), Stopped);
    }

    void progress_ends_at_one() {
        for (const auto& extractor : plain_extractors().all()) {
            std::vector<double> shares;
            (void)extractor->extract(m_sample, 1, {}, [&](double share) { shares.push_back(share); });
            QVERIFY(!shares.empty() && shares.back() == 1.0);
            QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        }
    }

    void blocks_over_threads() {
        for (const int threads : {1, 2, 5}) {
            std::vector<int> visits(100, 0);
            parallel_blocks(visits.size(), threads, [&](std::size_t block) { ++visits[block]; });
            QVERIFY(std::all_of(visits.begin(), visits.end(), [](int n) { return n == 1; }));
            QVERIFY_EXCEPTION_THROWN(parallel_blocks(50, threads,
                                                     [](std::size_t block) {
                                                         if (block == 7) throw std::invalid_argument("7");
                                                     }),
                                     std::invalid_argument);
        }
        parallel_blocks(0, 2, [](std::size_t) { throw std::logic_error("no block"); });
    }
};

QTEST_APPLESS_MAIN(TestFeatures)
#include "tst_features.moc"
