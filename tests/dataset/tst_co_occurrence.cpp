// Items in the same histories, on a dataset small enough to count by hand.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "dataset/co_occurrence.h"

namespace {

wb::Dataset fourUsers() {
    wb::Dataset dataset;
    dataset.items.resize(6);
    dataset.train = {{}, {1, 2, 2}, {1, 3}, {4}, {5, 2}};
    dataset.validation = {0, 3, 2, 1, 0};
    dataset.test = {0, 4, 5, 2, 0};
    return dataset;
}

}  // namespace

class TestCoOccurrence : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void neighboursAreCounted() {
        // Item 1 is with users 1 {1 2 2 3 4}, 2 {1 3 2 5} and 3 {4 1 2}.
        const std::vector<wb::CoOccurrence> wanted{{2, 3}, {3, 2}, {4, 2}, {5, 1}};
        QVERIFY(wb::most_co_occurring(fourUsers(), 1, 10) == wanted);
    }
    void onlyAsManyAsAsked() {
        const std::vector<wb::CoOccurrence> wanted{{2, 3}, {3, 2}};
        QVERIFY(wb::most_co_occurring(fourUsers(), 1, 2) == wanted);
    }
    void anItemOfNobodyHasNone() {
        auto dataset = fourUsers();
        dataset.items.emplace_back();
        QVERIFY(wb::most_co_occurring(dataset, 6, 10).empty());
    }
    void everyInteractionCounts() {
        const std::vector<std::int64_t> wanted{0, 3, 5, 2, 2, 2};
        QVERIFY(wb::item_interactions(fourUsers()) == wanted);
    }
    void aStopIsHeard() {
        auto dataset = fourUsers();
        dataset.train.resize(3000, {1, 2});
        dataset.validation.assign(3000);
        dataset.test.assign(3000);
        wb::StopToken stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(wb::most_co_occurring(dataset, 1, 3, stop), wb::Stopped);
    }
};

QTEST_APPLESS_MAIN(TestCoOccurrence)
#include "tst_co_occurrence.moc"
