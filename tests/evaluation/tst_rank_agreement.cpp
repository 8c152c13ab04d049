// How alike two orders are. SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "evaluation/rank_agreement.h"

using namespace wb;
using Lists = std::vector<std::vector<float>>;

class TestRankAgreement : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sameAndOpposite() {
        const Lists up{{1, 2, 3, 4}}, down{{4, 3, 2, 1}}, larger{{10, 20, 30, 40}};
        QCOMPARE(rank_agreement(up, larger).kendall_tau, 1.0);
        QCOMPARE(rank_agreement(up, larger).first, 1.0);
        QCOMPARE(rank_agreement(up, down).kendall_tau, -1.0);
        QCOMPARE(rank_agreement(up, down).first, 0.0);
    }

    /// Of 10 pairs one is tied in each; of the other 8, 7 are ordered alike and 1 the other way: 6 / sqrt(9 * 9).
    void ties() {
        const Lists x{{1, 2, 2, 3, 5}}, y{{1, 3, 2, 2, 4}};
        QVERIFY(std::abs(rank_agreement(x, y).kendall_tau - 2.0 / 3) < 1e-12);
        QCOMPARE(rank_agreement(Lists{{1, 1, 1}}, Lists{{1, 1, 1}}).kendall_tau, 1.0);
        QCOMPARE(rank_agreement(Lists{{1, 1, 1}}, Lists{{1, 2, 3}}).kendall_tau, 0.0);
    }

    void meansOverLists() {
        const Lists one{{1, 2}, {2, 1}, {3}, {}}, other{{1, 2}, {1, 2}, {4}, {}};
        const auto agreement = rank_agreement(one, other);
        QCOMPARE(agreement.lists, std::size_t{2});
        QCOMPARE(agreement.first, 0.5);
        QCOMPARE(agreement.kendall_tau, 0.0);
        QCOMPARE(rank_agreement(Lists{}, Lists{}).lists, std::size_t{0});
        QVERIFY_EXCEPTION_THROWN(rank_agreement(Lists{{1, 2}}, Lists{{1}}), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(rank_agreement(Lists{{1, 2}}, Lists{}), std::logic_error);
    }
};

QTEST_APPLESS_MAIN(TestRankAgreement)
#include "tst_rank_agreement.moc"
