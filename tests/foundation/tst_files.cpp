// Reading, atomic writing, digests and the text of errors.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "foundation/error.h"
#include "foundation/files.h"

using namespace wb;

namespace {
std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}
}  // namespace

class TestFiles : public QObject {
    Q_OBJECT
  private slots:
    void digests() {
        QCOMPARE(sha256_hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(sha256_hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "million";
        write_file_atomic(file, std::string(1000000, 'a'));
        QCOMPARE(sha256_file(file), std::string("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
    }

    void round_trip_makes_folders_and_replaces() {
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "a" / "b" / "c.bin";
        const std::string bytes("\0x\n\xff", 4);
        write_file_atomic(file, "old");
        write_file_atomic(file, bytes);
        QCOMPARE(read_file(file), bytes);
        QCOMPARE(entries(file.parent_path()), std::size_t{1});
    }

    void nothing_appears_before_commit() {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        {
            AtomicFile file(folder / "x");
            file.write(std::string(3 << 20, 'x'));
            QVERIFY(!fs::exists(folder / "x"));
        }
        QCOMPARE(entries(folder), std::size_t{0});
    }

    void left_over_of_a_killed_process_does_no_harm() {
        QTemporaryDir dir;
        const fs::path folder = dir.path().toStdString();
        for (int i = 0; i < 50; ++i)
            std::ofstream(folder / (".wb-" + std::to_string(::getpid()) + "-" + std::to_string(i) + ".tmp")) << "old";
        write_file_atomic(folder / "x", "new");
        QCOMPARE(read_file(folder / "x"), std::string("new"));
    }

    void errors_name_path_and_reason_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("write");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << "/nonexistent/file" << false << "No such file";
        QTest::newRow("read folder") << "/tmp" << false << "Is a directory";
        QTest::newRow("write onto folder") << "/tmp" << true << "Is a directory";
        QTest::newRow("below a file") << "/dev/null/x" << true << "Not a directory";
        QTest::newRow("endless") << "/dev/zero" << false << "too large";
    }
    void errors_name_path_and_reason() {
        QFETCH(QString, path);
        QFETCH(bool, write);
        QFETCH(QString, says);
        try {
            if (write)
                write_file_atomic(path.toStdString(), "x");
            else
                (void)read_file(path.toStdString(), 1000);
            QFAIL("no error");
        } catch (const UserError& error) {
            QVERIFY2(QString(error.what()).contains(path), error.what());
            QVERIFY2(QString(error.what()).contains(says), error.what());
            QVERIFY(!error.fix().empty());
        }
    }

    void limit() {
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "x";
        write_file_atomic(file, "12345");
        QCOMPARE(read_file(file, 5), std::string("12345"));
        QVERIFY_THROWS_EXCEPTION(UserError, read_file(file, 4));
    }

    void problems_are_one_error_with_all_texts() {
        try {
            throw_problems({{"a.b", "First.", "Fix one."}, {"c", "Second.", "Fix two."}});
        } catch (const UserError& error) {
            QCOMPARE(error.what_happened(), std::string("First."));
            QCOMPARE(error.fix(), std::string("Fix one."));
            QVERIFY(error.why().find("c: Second. Fix two.") != std::string::npos);
        }
    }
};

QTEST_APPLESS_MAIN(TestFiles)
#include "tst_files.moc"
