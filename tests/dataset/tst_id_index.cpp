// Raw ids and their places.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <string>
#include <unordered_map>

#include "dataset/id_index.h"
#include "foundation/random.h"

class TestIdIndex : public QObject {
    Q_OBJECT
  private slots:
    void empty();
    void places_by_first_appearance();
    void many_against_a_map();
    void several_at_once();
    void copies_are_apart();
};

void TestIdIndex::empty() {
    const wb::IdIndex ids;
    QCOMPARE(ids.size(), 0u);
    QCOMPARE(ids.find("a"), -1);
    QCOMPARE(ids.find(""), -1);
}

void TestIdIndex::places_by_first_appearance() {
    wb::IdIndex ids;
    QCOMPARE(ids.index_of("b"), 0);
    QCOMPARE(ids.index_of("a"), 1);
    QCOMPARE(ids.index_of(""), 2);
    QCOMPARE(ids.index_of("b"), 0);
    QCOMPARE(ids.index_of("ba"), 3);
    QCOMPARE(ids.size(), 4u);
    QVERIFY(ids.id(0) == "b" && ids.id(1) == "a" && ids.id(2).empty() && ids.id(3) == "ba");
    QCOMPARE(ids.find("ab"), -1);
}

void TestIdIndex::many_against_a_map() {
    wb::IdIndex ids;
    std::unordered_map<std::string, std::int32_t> expected;
    wb::Rng rng(3, "ids");
    for (int i = 0; i < 300000; ++i) {
        const auto id = "A" + std::to_string(rng.below(100000) * 7919);
        const auto place = expected.try_emplace(id, std::int32_t(expected.size())).first->second;
        QCOMPARE(ids.index_of(id), place);
    }
    QCOMPARE(ids.size(), expected.size());
    for (const auto& [id, place] : expected) {
        QCOMPARE(ids.find(id), place);
        QVERIFY(ids.id(std::size_t(place)) == id);
    }
    QCOMPARE(ids.find("A1"), -1);
}

void TestIdIndex::several_at_once() {
    wb::Rng rng(4, "ids");
    wb::IdIndex one, many;
    std::vector<std::string> texts;
    std::vector<std::string_view> views;
    for (int round = 0; round < 200; ++round) {
        texts.clear();
        views.clear();
        const auto count = rng.below(100);
        for (std::uint64_t i = 0; i < count; ++i) texts.push_back("u" + std::to_string(rng.below(4000)));
        for (const auto& text : texts) views.push_back(text);
        std::vector<std::int32_t> places(views.size(), -7);
        many.index_of(views, places.data());  // new ids, repeated ones within a part, and the table grows
        for (std::size_t i = 0; i < texts.size(); ++i) QCOMPARE(places[i], one.index_of(texts[i]));
    }
    QCOMPARE(many.size(), one.size());
}

void TestIdIndex::copies_are_apart() {
    wb::IdIndex ids;
    ids.index_of("a");
    auto copy = ids;
    copy.index_of("b");
    QCOMPARE(ids.find("b"), -1);
    QCOMPARE(copy.find("a"), 0);
}

QTEST_APPLESS_MAIN(TestIdIndex)
#include "tst_id_index.moc"
