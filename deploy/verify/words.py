"""What is checked and what it means when it fails, by code: zh and en."""

CHECKS = {
    "bundle": ("文件是一份完整的票决记录", "the file is a whole bundle of this protocol"),
    "chain": ("记录环环相扣,没有缺失、插入或改动", "the entries form one chain: nothing missing, inserted or altered"),
    "clock": ("时间从不倒退", "time never runs backwards"),
    "body": ("每条记录的内容符合其种类的格式", "every entry's body has the form of its kind"),
    "order": ("每条记录由有权的人在正确的阶段写下", "every entry was written by who may write it, when it may be written"),
    "signature": ("每条记录都有其作者的有效签名", "every entry carries its author's valid signature"),
    "copied": ("没有重复使用的签名或密文", "no signature and no ciphertext is used again"),
    "definition": ("票决的定义(名册、候选项目、监票人)前后一致", "the definition (roll, candidates, scrutineers) is consistent"),
    "rules": ("票决办法符合规定:法定人数、通过票数、差额", "the adopted rules are as the law has them: quorum, pass mark, differential"),
    "encoding": ("所有密码学数值都是规范编码", "every cryptographic value is canonically encoded"),
    "ceremony": ("监票人的联合密钥按规程产生", "the scrutineers made their joint key as prescribed"),
    "key": ("每把钥匙只属于一个人、一种身份", "every key belongs to one person in one part"),
    "suspended": ("暂停职务的代表没有参加", "no suspended deputy took part"),
    "twice": ("每位代表只投一票,只走一个渠道", "every deputy votes once, by one way"),
    "freeze": ("开箱前冻结的名单与记录一致", "the roll frozen before the urn opened is the board's"),
    "quorum": ("到会人数达到法定人数", "those present reach the quorum"),
    "context": ("每张选票属于这次票决", "every ballot belongs to this election"),
    "shape": ("每张选票的项目与候选项目一致", "every ballot has the rows and columns of the rules"),
    "proof": ("每张选票都证明其内容合法(不知其内容)", "every ballot proves that what it holds is allowed (without showing it)"),
    "teller": ("每张纸质票经两名计票人一致录入", "every paper ballot was entered alike by two tellers"),
    "floor": ("纸质票不少于保密所需的最低张数", "paper ballots are not fewer than secrecy needs"),
    "collected": ("收回的票 ≤ 发出的票 ≤ 到会人数,各数与记录一致", "collected ≤ issued ≤ present, and the numbers are the board's"),
    "early": ("关箱之前没有任何解密", "nothing was opened before the close"),
    "partial": ("每位监票人的解密都有有效证明", "every scrutineer's partial opening is proved"),
    "trustees": ("参与开票的监票人达到门限", "enough scrutineers opened the sum"),
    "tally": ("公布的票数就是选票之和", "the published counts are the sum of the ballots"),
    "result": ("结果按票决办法由票数得出,且为监票人所签", "the result follows from the counts by the rules, and is what was signed"),
    "head": ("见证人保留的记录头都在链上", "every head that a witness kept is in the chain"),
    "receipt": ("给出的回执都能找到", "every receipt given is on the board"),
}

PHASES = {
    "": ("未开始", "not begun"), "defined": ("已定义", "defined"), "ceremony": ("密钥仪式中", "ceremony"),
    "keyed": ("密钥已成", "keyed"), "frozen": ("名册已冻结", "frozen"), "open": ("投票中", "open"),
    "closed": ("已关箱", "closed"), "counted": ("已计票", "counted"), "signed": ("监票人已签", "signed"),
    "declared": ("已宣布", "declared"), "void": ("已作废:本次票决不决定任何事项", "void: this ballot decides nothing"),
}

OUTCOMES = {
    "decided": ("已决定", "decided"), "short": ("达到通过票数的不足应选数", "fewer than the places reached the pass mark"),
    "runoff": ("末位得票相同,另行投票", "a tie at the last place: a run-off follows"),
    "presidium": ("末位得票相同,由主席团决定", "a tie at the last place: the presidium decides"),
    "void": ("无效", "void"),
}

TEXTS = {
    "zh": {
        "title": "票决记录核验", "entries": "共 %d 条记录,阶段:%s", "head": "记录头 %s",
        "entry": "第 %d 条", "more": "……另有 %d 处", "checked": "查 %d 次", "unasked": "未涉及",
        "counts": "重新计得的票数", "row": "%s:%s", "approve": "赞成 %d", "oppose": "反对 %d", "selected": "入选", "tied": "同票",
        "outcome": "结果:%s", "valid": "有效 %d 张,无效 %d 张",
        "good": "核验通过:以上各项全部成立。", "bad": "核验不通过:有 %d 处不成立。请保留此文件,并告知监票人。",
        "unfinished": "这份记录尚未走到宣布结果:以上只说明到目前为止。",
        "alone": "没有给出见证人的记录头(--head 序号:哈希):分叉或回滚的记录在此看不出来。请用两位监票人手机上的记录头再核验一次。",
        "engine": "运算:%s,用时 %.1f 秒", "unread": "读不了 %s:%s。请检查文件名,并重新拷贝。",
        "reveal": "查验的选票,代码 %s:", "honest": "设备所锁的正是以上选择。请与抄下的代码比对。",
        "lied": "设备没有如实锁票 [%s]。请保留两部设备原状,并告知监票人。", "unlike": "这不是查验数据:%s",
        "runoff_of": "这是 %s 的另行投票;请一并核验那一份。",
    },
    "en": {
        "title": "Verification of a ballot's board", "entries": "%d entries, phase: %s", "head": "head %s",
        "entry": "entry %d", "more": "… and %d more", "checked": "checked %d times", "unasked": "nothing to check",
        "counts": "Counts, computed anew", "row": "%s: %s", "approve": "%d for", "oppose": "%d against", "selected": "selected", "tied": "tied",
        "outcome": "Outcome: %s", "valid": "%d valid, %d invalid",
        "good": "Verified: everything above holds.", "bad": "NOT verified: %d failures. Keep this file and tell the scrutineers.",
        "unfinished": "This board has not reached its declaration: the above says how it stands so far.",
        "alone": "No witness's head was given (--head seq:hash): a forked or rolled-back board would not show. Verify again with the heads that two scrutineers' phones kept.",
        "engine": "computed by %s in %.1f s", "unread": "%s cannot be read: %s. Check its name and copy it again.",
        "reveal": "The challenged ballot, code %s:", "honest": "The device locked exactly these choices. Compare the code with the one that was noted.",
        "lied": "The device did NOT lock what it says [%s]. Keep both devices as they are and tell the scrutineers.", "unlike": "This is no reveal: %s",
        "runoff_of": "This is a run-off of %s; verify that one as well.",
    },
}


def say(pair, lang):
    return pair[0 if lang == "zh" else 1]
